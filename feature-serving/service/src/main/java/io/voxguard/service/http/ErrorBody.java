package io.voxguard.service.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.voxguard.serving.call.FieldError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The one shape of errors: status, field, expected, got, message. */
public final class ErrorBody {
    private static final JsonFactory JSON = new JsonFactory();

    private ErrorBody() {}

    static byte[] of(int status, FieldError error) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            writeField(json, status, error);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** Writes it as the field {@code error} of an object. */
    public static void writeField(JsonGenerator json, int status, FieldError error) throws IOException {
        json.writeObjectFieldStart("error");
        json.writeNumberField("status", status);
        json.writeStringField("field", error.field());
        json.writeStringField("expected", error.expected());
        json.writeStringField("got", error.got());
        json.writeStringField("message", error.message());
        json.writeEndObject();
    }
}
