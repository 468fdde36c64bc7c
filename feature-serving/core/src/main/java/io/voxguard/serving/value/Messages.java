package io.voxguard.serving.value;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes protobuf messages field by field into memory. */
final class Messages {
    private static final int USUAL_SIZE = 64;

    private Messages() {}

    /** Fields of a message. */
    interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    static byte[] write(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, USUAL_SIZE);
        try {
            fields.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
