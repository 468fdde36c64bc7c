package io.voxguard.catalogue.registry;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Parts of Feast registries, by the field numbers of {@code feast/core/*.proto}. */
final class Registries {
    private Registries() {}

    /** What a message holds. */
    interface Content {
        void to(CodedOutputStream out) throws IOException;
    }

    static byte[] message(Content content) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            content.to(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code feast.core.FeatureView} with one key of type string and one feature of type int64, and more in its spec. */
    static byte[] messageOf(String project, String name, Content more) {
        return message(out -> out.writeByteArray(1, message(spec -> {
            spec.writeString(1, name);
            spec.writeString(2, project);
            spec.writeByteArray(4, column("calls", 4));
            spec.writeByteArray(12, column("caller_id", 2));
            more.to(spec);
        })));
    }

    static byte[] column(String name, int type) {
        return message(out -> {
            out.writeString(1, name);
            out.writeInt32(2, type);
        });
    }

    /** {@code feast.core.Registry} whose field of that number is there once for each message. */
    static byte[] registry(int number, byte[]... messages) {
        return message(out -> {
            for (byte[] each : messages) {
                out.writeByteArray(number, each);
            }
        });
    }

    static byte[] both(byte[] one, byte[] other) {
        return message(out -> {
            out.writeRawBytes(one);
            out.writeRawBytes(other);
        });
    }
}
