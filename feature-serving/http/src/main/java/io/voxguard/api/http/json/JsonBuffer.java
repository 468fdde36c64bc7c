package io.voxguard.api.http.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Arrays;

/** The array that JSON is written into: it grows, and knows when a comma has to come before the next element. */
abstract class JsonBuffer {
    static final int FIRST_CAPACITY = 8 * 1024;
    /** The largest array that a thread keeps after a large reply. */
    private static final int MAX_KEPT = 1024 * 1024;
    /** Bytes before the reader index of a copy: the head of a reply is written there, in front of its body. */
    private static final int ROOM_IN_FRONT = 160;

    byte[] bytes = new byte[FIRST_CAPACITY];
    int size;
    /** The byte that precedes the array's first one; after an opening bracket no comma comes. */
    private byte lastTaken = '[';

    /** Begins anew, and gives back the memory that a large reply took. */
    final void restart() {
        if (bytes.length > MAX_KEPT) {
            bytes = new byte[FIRST_CAPACITY];
        }
        reset((byte) '[');
    }

    public final int size() {
        return size;
    }

    /** Goes back to an earlier size. */
    public final void truncate(int to) {
        size = to;
    }

    /** Empties the array. A comma comes first unless {@code last} is a byte that no comma follows. */
    public final void reset(byte last) {
        lastTaken = last;
        size = 0;
    }

    /** Returns the last byte so far. */
    public final byte last() {
        return size > 0 ? bytes[size - 1] : lastTaken;
    }

    /** Returns a copy of the bytes so far, in pooled memory that the network writes from; to be released. */
    public final ByteBuf copy() {
        return copy(0);
    }

    /** Returns a copy of the bytes so far with room for more behind it, in pooled memory; to be released. */
    public final ByteBuf copy(int more) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(ROOM_IN_FRONT + size + more)
                .setIndex(ROOM_IN_FRONT, ROOM_IN_FRONT)
                .writeBytes(bytes, 0, size);
    }

    /** Returns a copy of the bytes so far. */
    public final byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Writes again what was written from one size to another, as it is. */
    public final void again(int from, int to) {
        room(to - from);
        System.arraycopy(bytes, from, bytes, size, to - from);
        size += to - from;
    }

    /** Writes JSON as it is: the next element of an array, or the value of a field. */
    public final void raw(byte[] json) {
        raw(json, 0, json.length);
    }

    public final void raw(byte[] json, int from, int length) {
        next(length);
        System.arraycopy(json, from, bytes, size, length);
        size += length;
    }

    final void put(byte[] ascii) {
        System.arraycopy(ascii, 0, bytes, size, ascii.length);
        size += ascii.length;
    }

    /** Makes room, and writes the comma before an element that is not the first. */
    final void next(int more) {
        room(more + 1);
        byte last = size > 0 ? bytes[size - 1] : lastTaken;
        if (last != '[' && last != '{' && last != ':') {
            bytes[size++] = ',';
        }
    }

    final void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + (bytes.length >> 1), size + more));
        }
    }
}
