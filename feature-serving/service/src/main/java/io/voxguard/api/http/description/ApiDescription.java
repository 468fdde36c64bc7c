package io.voxguard.api.http.description;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI document as it was written, and the same document in JSON. Thread-safe. */
final class ApiDescription {
    private static final String DOCUMENT = "/META-INF/openapi.yaml";
    /** A description has no cycles: it would have no end in JSON. */
    private static final int MAX_ALIASES = 50;

    private byte @Nullable [] json;

    /** Returns the document as it was written, in UTF-8. */
    byte[] yaml() {
        try (InputStream document = ApiDescription.class.getResourceAsStream(DOCUMENT)) {
            if (document == null) {
                throw new IllegalStateException(DOCUMENT + " is not in the application");
            }
            return document.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the document in JSON, which is made once. */
    synchronized byte[] json() {
        byte[] made = json;
        if (made == null) {
            made = toJson(yaml());
            json = made;
        }
        return made;
    }

    private static byte[] toJson(byte[] yaml) {
        Object root = new Load(LoadSettings.builder()
                        .setMaxAliasesForCollections(MAX_ALIASES)
                        .build())
                .loadFromString(new String(yaml, StandardCharsets.UTF_8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * yaml.length);
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            out.useDefaultPrettyPrinter();
            write(root, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Map<?, ?> fields -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    out.writeFieldName(String.valueOf(field.getKey()));
                    write(field.getValue(), out);
                }
                out.writeEndObject();
            }
            case List<?> items -> {
                out.writeStartArray();
                for (Object item : items) {
                    write(item, out);
                }
                out.writeEndArray();
            }
            case Boolean flag -> out.writeBoolean(flag);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case BigInteger number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            default -> out.writeString(value.toString());
        }
    }
}
