package io.voxguard.serving.onnx.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Reads the fields of protobuf messages, each byte once: {@link #next} gives a field's number, then one of the other methods reads or skips the field. A message
 * within a message is read between {@link #enter} and {@link #leave}. Not thread-safe.
 */
public final class FieldReader {
    /** Number that no field has: the message is at its end. */
    public static final int END = 0;

    private final byte[] bytes;
    private final int start;
    private final CodedInputStream in;
    private int tag;
    /** Whether {@link #tag} is that of the next field already. */
    private boolean tagIsAhead;

    public FieldReader(ByteSlice message) {
        this.bytes = message.bytes();
        this.start = message.from();
        this.in = CodedInputStream.newInstance(bytes, start, message.length());
    }

    /** Returns the number of the next field; {@link #END} at the end of the message. */
    public int next() throws IOException {
        if (!tagIsAhead) {
            tag = in.readTag();
        }
        tagIsAhead = false;
        return WireFormat.getTagFieldNumber(tag);
    }

    /** Enters a field that is a message. Returns what {@link #leave} needs to go back to the message around it. */
    public int enter() throws IOException {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        return in.pushLimit(in.readRawVarint32());
    }

    /** Leaves a message at its end. */
    public void leave(int outer) throws IOException {
        in.checkLastTagWas(END);
        in.popLimit(outer);
    }

    /** Reads a field of bytes, a text or a message, without looking into it. */
    public ByteSlice slice() throws IOException {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        int length = in.readRawVarint32();
        int from = start + in.getTotalBytesRead();
        in.skipRawBytes(length);
        return new ByteSlice(bytes, from, length);
    }

    public String text() throws IOException {
        return slice().text();
    }

    public long integer() throws IOException {
        expect(WireFormat.WIRETYPE_VARINT);
        return in.readUInt64();
    }

    /** Reads integers, packed or not, as many as follow one another. */
    public void integers(LongList into) throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
            int same = tag;
            while (tag == same) {
                into.add(in.readUInt64());
                tag = in.readTag();
            }
            tagIsAhead = true;
            return;
        }
        int outer = enter();
        while (in.getBytesUntilLimit() > 0) {
            into.add(in.readUInt64());
        }
        in.popLimit(outer);
    }

    /** Reads floats, packed or not, as many as follow one another. */
    public void floats(FloatList into) throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_FIXED32) {
            int same = tag;
            while (tag == same) {
                into.add(in.readFloat());
                tag = in.readTag();
            }
            tagIsAhead = true;
            return;
        }
        int outer = enter();
        while (in.getBytesUntilLimit() > 0) {
            into.add(in.readFloat());
        }
        in.popLimit(outer);
    }

    /** Passes over a field. */
    public void skip() throws IOException {
        int type = WireFormat.getTagWireType(tag);
        if (type == WireFormat.WIRETYPE_START_GROUP || type == WireFormat.WIRETYPE_END_GROUP) {
            throw new IOException("unexpected wire type in tag " + tag);
        }
        in.skipField(tag);
    }

    private void expect(int wireType) throws IOException {
        if (WireFormat.getTagWireType(tag) != wireType) {
            throw new IOException(
                    "field " + WireFormat.getTagFieldNumber(tag) + " is of another wire type than expected");
        }
    }
}
