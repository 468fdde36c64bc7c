package io.voxguard.api.http.grpc;

import com.google.protobuf.CodedOutputStream;
import io.voxguard.serving.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** A protobuf message that is written field by field. What is empty, zero or false is left out, as proto3 has it. */
final class Message {
    private final ByteArrayOutputStream bytes;
    private final CodedOutputStream out;

    Message() {
        this(256);
    }

    Message(int size) {
        this.bytes = new ByteArrayOutputStream(size);
        this.out = CodedOutputStream.newInstance(bytes);
    }

    private interface Writing {
        void write() throws IOException;
    }

    private Message put(Writing writing) {
        try {
            writing.write();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return this;
    }

    Message text(int field, String text) {
        return text.isEmpty() ? this : put(() -> out.writeString(field, text));
    }

    /** Also an empty one: an element of a list. */
    Message element(int field, String text) {
        return put(() -> out.writeString(field, text));
    }

    Message flag(int field, boolean value) {
        return value ? put(() -> out.writeBool(field, true)) : this;
    }

    Message number(int field, long value) {
        return value == 0 ? this : put(() -> out.writeInt64(field, value));
    }

    Message bytes(int field, byte[] value) {
        return put(() -> out.writeByteArray(field, value));
    }

    Message bytes(int field, ByteBuffer value) {
        return put(() -> {
            out.writeTag(field, 2);
            out.writeUInt32NoTag(value.remaining());
            out.writeRawBytes(value);
        });
    }

    Message message(int field, Message value) {
        return bytes(field, value.toBytes());
    }

    /** A packed list of 64-bit integers. */
    Message dimensions(int field, Shape shape) {
        Message packed = new Message(64);
        for (long dimension : shape.toArray()) {
            packed.put(() -> packed.out.writeInt64NoTag(dimension));
        }
        return shape.rank() == 0 ? this : message(field, packed);
    }

    /** An entry of a map from text to message. */
    Message entry(int field, String key, Message value) {
        return message(field, new Message().text(1, key).message(2, value));
    }

    CodedOutputStream out() {
        return out;
    }

    byte[] toBytes() {
        put(out::flush);
        return bytes.toByteArray();
    }
}
