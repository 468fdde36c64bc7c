package io.voxguard.api.http.grpc;

import com.google.protobuf.CodedOutputStream;
import io.voxguard.serving.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** A protobuf message that is written field by field. Empty, zero and false values are left out, as in proto3. */
final class MessageBytes {
    private final ByteArrayOutputStream bytes;
    private final CodedOutputStream out;

    MessageBytes() {
        this(256);
    }

    MessageBytes(int size) {
        this.bytes = new ByteArrayOutputStream(size);
        this.out = CodedOutputStream.newInstance(bytes);
    }

    private interface Writing {
        void write() throws IOException;
    }

    private MessageBytes put(Writing writing) {
        try {
            writing.write();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return this;
    }

    MessageBytes text(int field, String text) {
        return text.isEmpty() ? this : put(() -> out.writeString(field, text));
    }

    /** Writes a text, also an empty one: an element of a list. */
    MessageBytes element(int field, String text) {
        return put(() -> out.writeString(field, text));
    }

    MessageBytes number(int field, long value) {
        return value == 0 ? this : put(() -> out.writeInt64(field, value));
    }

    MessageBytes flag(int field, boolean value) {
        return value ? put(() -> out.writeBool(field, true)) : this;
    }

    MessageBytes bytes(int field, byte[] value) {
        return put(() -> out.writeByteArray(field, value));
    }

    MessageBytes bytes(int field, ByteBuffer value) {
        return put(() -> {
            out.writeTag(field, 2);
            out.writeUInt32NoTag(value.remaining());
            out.writeRawBytes(value);
        });
    }

    MessageBytes message(int field, MessageBytes value) {
        return bytes(field, value.toBytes());
    }

    /** A packed list of 64-bit integers. */
    MessageBytes dimensions(int field, Shape shape) {
        MessageBytes packed = new MessageBytes(64);
        for (long dimension : shape.toArray()) {
            packed.put(() -> packed.out.writeInt64NoTag(dimension));
        }
        return shape.rank() == 0 ? this : message(field, packed);
    }

    /** An entry of a map from text to message. */
    MessageBytes entry(int field, String key, MessageBytes value) {
        return message(field, new MessageBytes().text(1, key).message(2, value));
    }

    CodedOutputStream out() {
        return out;
    }

    byte[] toBytes() {
        put(out::flush);
        return bytes.toByteArray();
    }
}
