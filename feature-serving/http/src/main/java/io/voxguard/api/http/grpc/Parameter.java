package io.voxguard.api.http.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.voxguard.problem.Refused;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a map of {@code InferParameter}s.
 *
 * @param value a Boolean, Long, String or Double; a Long also for {@code uint64_param}, negative beyond 2^63; null when no value is set
 */
record Parameter(String key, @Nullable Object value) {
    static Parameter read(byte[] entry) throws IOException {
        String key = "";
        byte[] value = {};
        CodedInputStream in = CodedInputStream.newInstance(entry);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = InferMessage.text(in, "parameters");
                case 2 -> value = in.readByteArray();
                default -> in.skipField(tag);
            }
        }
        return new Parameter(key, value(value, "parameters." + key));
    }

    private static @Nullable Object value(byte[] message, String field) throws IOException {
        Object value = null;
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> value = in.readBool();
                case 2, 5 -> value = in.readInt64();
                case 3 -> value = InferMessage.text(in, field);
                case 4 -> value = in.readDouble();
                default -> in.skipField(tag);
            }
        }
        return value;
    }

    /** The value of a type. @throws Refused when it has another */
    <T> T of(Class<T> type, String expected) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw Refused.invalid("parameters." + key, expected, String.valueOf(value));
    }
}
