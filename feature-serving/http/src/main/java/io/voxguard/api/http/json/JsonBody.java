package io.voxguard.api.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.voxguard.problem.Refused;
import io.voxguard.serving.value.SimpleJsonParser;
import io.voxguard.text.UnicodeText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a body that is one JSON object, field by field, and says what is wrong with one that is not. */
public final class JsonBody {
    private static final int MAX_DEPTH = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private JsonBody() {}

    /** Takes the fields of the object; the parser stands on the first token. */
    @FunctionalInterface
    public interface Content {
        void read(JsonParser json) throws IOException;
    }

    /** Reads an object whose first token the parser stands on. It may have to begin again with another parser: what it changes is its own until it returns. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(JsonParser json) throws IOException;
    }

    /** Takes one field; the parser stands on its value. */
    @FunctionalInterface
    public interface Field {
        void read(JsonParser json, String name) throws IOException;
    }

    /** Reads an object field by field. */
    public static void fields(byte[] body, Field field) {
        read(body, json -> fields(json, field));
    }

    /** Reads the fields of the object that the parser stands on. */
    public static void fields(JsonParser json, Field field) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            field.read(json, name);
        }
    }

    /** Reads an object. @throws Refused when the body is not one JSON object */
    public static void read(byte[] body, Content content) {
        checkEncoding(body);
        byJackson(body, json -> {
            content.read(json);
            return body;
        });
    }

    /** Returns what is read of an object, which is sought to be read without Jackson's parser. @throws Refused when the body is not one JSON object */
    public static <T> T parse(byte[] body, Reading<T> reading) {
        checkEncoding(body);
        T simple = parseSimple(body, body.length, json -> object(body, json, reading));
        return simple == null ? byJackson(body, reading) : simple;
    }

    /**
     * Returns what is read without Jackson's parser; null where that one has to read it, or to say what is wrong.
     *
     * @param length number of the body's bytes that are JSON
     */
    public static <T> @Nullable T parseSimple(byte[] body, int length, Reading<T> reading) {
        SimpleJsonParser simple = SimpleJsonParser.of(body, length);
        if (simple == null) {
            return null;
        }
        try (simple) {
            return reading.read(simple);
        } catch (IOException notSimple) {
            return null;
        }
    }

    private static void checkEncoding(byte[] body) {
        if (body.length > 1 && (body[0] == 0 || body[1] == 0 || body[0] == (byte) 0xFE || body[0] == (byte) 0xFF)) {
            // the parser would take UTF-16 and UTF-32 too
            throw Refused.invalid("body", "JSON in UTF-8", "another encoding");
        }
        checkUtf8(body, body.length);
    }

    private static <T> T byJackson(byte[] body, Reading<T> reading) {
        try (JsonParser json = JSON.createParser(body)) {
            return object(body, json, reading);
        } catch (JsonProcessingException e) {
            throw Refused.invalid("body", "well-formed JSON", problem(e));
        } catch (IOException e) {
            throw Refused.invalid("body", "JSON in UTF-8", String.valueOf(e.getMessage()));
        }
    }

    private static <T> T object(byte[] body, JsonParser json, Reading<T> reading) throws IOException {
        JsonToken first = json.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw Refused.invalid("body", "a JSON object", body.length == 0 ? "nothing" : String.valueOf(first));
        }
        T read = reading.read(json);
        if (json.nextToken() != null) {
            throw Refused.invalid("body", "one JSON object", "more after it");
        }
        return read;
    }

    /**
     * Checks the bytes that are JSON.
     *
     * @param length number of the body's bytes that are JSON
     * @throws Refused when they are not UTF-8
     */
    public static void checkUtf8(byte[] body, int length) {
        int invalid = Utf8.invalidAt(body, length);
        if (invalid >= 0) {
            throw Refused.invalid("body", "JSON in UTF-8", "other bytes at position " + invalid);
        }
    }

    private static String problem(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        String what = firstLine(e.getOriginalMessage());
        return UnicodeText.start(what, 40) + where;
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "something else" : text.lines().findFirst().orElse("");
    }
}
