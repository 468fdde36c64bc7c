package io.voxguard.store.row;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors that the Java, Python and Rust writers must agree on byte for byte. */
class RowVectorsTest {
    private static final Path VECTORS = Path.of(System.getProperty("voxguard.root"), "docs/wire/row-vectors.jsonl");

    @TestFactory
    Stream<DynamicTest> everySharedVectorIsWrittenAndRead() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> lines = Files.readAllLines(VECTORS);
        assertThat(lines).hasSizeGreaterThan(15);
        return lines.stream().filter(line -> !line.isBlank()).map(line -> {
            JsonNode vector = read(json, line);
            return DynamicTest.dynamicTest(vector.get("name").asText(), () -> {
                if (vector.has("error")) {
                    refuses(vector);
                } else {
                    agrees(vector);
                }
            });
        });
    }

    private static void refuses(JsonNode vector) {
        assertThat(new RowView().wrap(bytes(vector))).isNotNull();
    }

    private static void agrees(JsonNode vector) {
        JsonNode given = vector.get("values");
        float[] values = new float[given.size()];
        boolean[] nulls = new boolean[given.size()];
        for (int i = 0; i < values.length; i++) {
            nulls[i] = given.get(i).isNull();
            values[i] = nulls[i] ? 0 : Float.parseFloat(given.get(i).asText());
        }
        int schemaId = vector.get("schema_id").asInt();
        long eventTime = vector.get("event_time_ms").asLong();

        RowView row = new RowView();
        assertThat(row.wrap(bytes(vector))).isNull();
        assertThat(row.schemaId()).isEqualTo(schemaId);
        assertThat(row.eventTimeMs()).isEqualTo(eventTime);
        assertThat(row.size()).isEqualTo(values.length);
        for (int i = 0; i < values.length; i++) {
            assertThat(row.isNull(i)).isEqualTo(nulls[i]);
            assertThat(Float.floatToIntBits(row.value(i))).isEqualTo(Float.floatToIntBits(values[i]));
        }
        if (!vector.path("decode_only").asBoolean(false)) {
            assertThat(HexFormat.of().formatHex(RowEncoder.encode(schemaId, eventTime, values, nulls)))
                    .isEqualTo(vector.get("hex").asText());
        }
    }

    private static ByteBuffer bytes(JsonNode vector) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(vector.get("hex").asText()));
    }

    private static JsonNode read(ObjectMapper json, String line) {
        try {
            return json.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
