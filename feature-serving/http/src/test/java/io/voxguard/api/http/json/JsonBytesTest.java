package io.voxguard.api.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBytesTest {
    @Test
    void floatsAreWrittenAsJavaWritesThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int longer = 0;
        for (int i = 0; i < 2_000_000; i++) {
            float value =
                    switch (i % 5) {
                        case 0 -> random.nextFloat();
                        case 1 -> (float) (random.nextInt(20_001) - 10_000) / 1000;
                        case 2 -> random.nextFloat() * 1e6f;
                        case 3 -> -random.nextFloat() / 100;
                        default -> Float.intBitsToFloat(random.nextInt());
                    };
            if (Float.isFinite(value)) {
                JsonBytes json = JsonBytes.ofThread();
                json.number(value);
                String written = text(json);
                assertThat(Float.parseFloat(written))
                        .as("%s, seed %d", value, seed)
                        .isEqualTo(value);
                // where the shortest lies at the very edge of the float, one digit more is written
                if (!written.equals(Float.toString(value))) {
                    longer++;
                    assertThat(written.length())
                            .as("%s, seed %d", value, seed)
                            .isLessThanOrEqualTo(Float.toString(value).length() + 1);
                }
            }
        }
        assertThat(longer).as("seed %d", seed).isLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, -1, 9, 10, 99, 100, 12345, -987654321, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1})
    void integersAreWrittenWhole(long value) {
        JsonBytes json = JsonBytes.ofThread();
        json.number(value);
        assertThat(text(json)).isEqualTo(Long.toString(value));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1, 1e22, 0.1, 1e-300, -1.5, 123456789.125, Double.MAX_VALUE, Double.MIN_VALUE})
    void doublesAreReadBackUnchanged(double value) {
        JsonBytes json = JsonBytes.ofThread();
        json.number(value);
        assertThat(Double.parseDouble(text(json))).isEqualTo(value);
    }

    @Test
    void textsAreEscaped() {
        JsonBytes json = JsonBytes.ofThread();
        json.string("a\"b\\c\u0000\n\t\u001fé€😀");
        assertThat(text(json)).isEqualTo("\"a\\\"b\\\\c\\u0000\\u000a\\u0009\\u001fé€😀\"");
    }

    @Test
    void commasStandBetweenElementsOnly() {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("a");
        json.beginArray();
        json.number(1L);
        json.nothing();
        json.beginArray();
        json.endArray();
        json.string(":");
        json.bool(true);
        json.endArray();
        json.field("b");
        json.beginObject();
        json.endObject();
        json.endObject();
        assertThat(text(json)).isEqualTo("{\"a\":[1,null,[],\":\",true],\"b\":{}}");
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "7", "100"})
    void elementIsRepeated(int times) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginArray();
        json.repeat(JsonBytes.ascii("\"x\""), times);
        json.endArray();
        assertThat(text(json)).isEqualTo("[" + String.join(",", java.util.Collections.nCopies(times, "\"x\"")) + "]");
    }

    private static String text(JsonBytes json) {
        ByteBuf copy = json.copy();
        String text = copy.toString(StandardCharsets.UTF_8);
        copy.release();
        return text;
    }
}
