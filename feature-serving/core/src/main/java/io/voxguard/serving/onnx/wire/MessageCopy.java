package io.voxguard.serving.onnx.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Copies of protobuf messages in which some fields have other contents; all other fields stay as they are, in their order. */
public final class MessageCopy {
    private MessageCopy() {}

    /** What becomes of a field of bytes, a text or a message. */
    @FunctionalInterface
    public interface Replacement {
        /** Returns the new content of the field; null to keep it. */
        @Nullable
        Content of(int number, ByteSlice content) throws IOException;
    }

    /**
     * New content of a field.
     *
     * @param bytes null to leave the field out
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Content(byte @Nullable [] bytes) {
        public static final Content LEFT_OUT = new Content(null);

        public static @Nullable Content ofNullable(byte @Nullable [] bytes) {
            return bytes == null ? null : new Content(bytes);
        }
    }

    /** Returns the message with its replacements; null if nothing was replaced. */
    public static byte @Nullable [] of(ByteSlice message, Replacement replacement) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message.bytes(), message.from(), message.length());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length() + 64);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        boolean replaced = false;
        int unchangedFrom = 0;
        for (int start = 0; !in.isAtEnd(); start = in.getTotalBytesRead()) {
            int tag = in.readTag();
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                in.skipField(tag);
                continue;
            }
            int length = in.readRawVarint32();
            ByteSlice content = new ByteSlice(message.bytes(), message.from() + in.getTotalBytesRead(), length);
            in.skipRawBytes(length);
            Content other = replacement.of(WireFormat.getTagFieldNumber(tag), content);
            if (other != null) {
                out.writeRawBytes(message.bytes(), message.from() + unchangedFrom, start - unchangedFrom);
                if (other.bytes() != null) {
                    out.writeByteArray(WireFormat.getTagFieldNumber(tag), other.bytes());
                }
                unchangedFrom = in.getTotalBytesRead();
                replaced = true;
            }
        }
        if (!replaced) {
            return null;
        }
        out.writeRawBytes(message.bytes(), message.from() + unchangedFrom, message.length() - unchangedFrom);
        out.flush();
        return bytes.toByteArray();
    }
}
