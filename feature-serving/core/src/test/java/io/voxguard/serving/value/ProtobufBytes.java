package io.voxguard.serving.value;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Bytes of a protobuf message, written field by field by protobuf's own stream, sound or not. */
final class ProtobufBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private interface Write {
        void to(CodedOutputStream out) throws IOException;
    }

    ProtobufBytes tag(int field, int wireType) {
        return write(stream -> stream.writeTag(field, wireType));
    }

    ProtobufBytes varint(long value) {
        return write(stream -> stream.writeUInt64NoTag(value));
    }

    ProtobufBytes fixed64(long value) {
        return write(stream -> stream.writeFixed64NoTag(value));
    }

    ProtobufBytes fixed32(int value) {
        return write(stream -> stream.writeFixed32NoTag(value));
    }

    ProtobufBytes bytes(byte[] value) {
        return write(stream -> stream.writeByteArrayNoTag(value));
    }

    byte[] toBytes() {
        write(CodedOutputStream::flush);
        return bytes.toByteArray();
    }

    private ProtobufBytes write(Write write) {
        try {
            write.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
