package io.voxguard.api.http.direct;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The head of a reply, as it is sent. An instance belongs to an event loop, and is used for one head after the other. */
final class ReplyHead {
    private static final int FIRST_CAPACITY = 512;
    private static final int STATUSES = 600;
    private static final int MAX_DIGITS = 10;
    private static final AtomicReferenceArray<byte[]> STATUS_LINES = new AtomicReferenceArray<>(STATUSES);
    private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");

    private static final FastThreadLocal<ReplyHead> OF_THIS_THREAD = new FastThreadLocal<>() {
        @Override
        protected ReplyHead initialValue() {
            return new ReplyHead();
        }
    };

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int size;

    private ReplyHead() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Begins a head with its status. */
    static ReplyHead of(int status) {
        ReplyHead head = OF_THIS_THREAD.get();
        head.size = 0;
        head.put(statusLine(status));
        return head;
    }

    private static byte[] statusLine(int status) {
        byte[] line = STATUS_LINES.get(status);
        if (line == null) {
            line = ascii("HTTP/1.1 " + status + ' '
                    + HttpResponseStatus.valueOf(status).reasonPhrase() + "\r\n");
            STATUS_LINES.set(status, line);
        }
        return line;
    }

    ReplyHead header(CharSequence name, CharSequence value) {
        put(name);
        room(2);
        bytes[size++] = ':';
        bytes[size++] = ' ';
        put(value);
        endLine();
        return this;
    }

    ReplyHead contentLength(int length) {
        put(CONTENT_LENGTH);
        room(MAX_DIGITS);
        int digits = 1;
        for (int rest = length; rest >= 10; rest /= 10) {
            digits++;
        }
        for (int i = size + digits - 1, rest = length; i >= size; i--, rest /= 10) {
            bytes[i] = (byte) ('0' + rest % 10);
        }
        size += digits;
        endLine();
        return this;
    }

    ReplyHead chunked() {
        put(CHUNKED);
        return this;
    }

    /** Returns the whole head in pooled memory, with room for more behind it; to be released. */
    ByteBuf end(int more) {
        endLine();
        return PooledByteBufAllocator.DEFAULT.directBuffer(size + more).writeBytes(bytes, 0, size);
    }

    /** Returns whether the head, once it is ended, fits before the reader index of a body. */
    boolean fitsBefore(ByteBuf body) {
        return size + 2 <= body.readerIndex();
    }

    /** Ends the head, and writes it before the reader index of a body, which then begins with it. */
    void endBefore(ByteBuf body) {
        endLine();
        int start = body.readerIndex() - size;
        body.setBytes(start, bytes, 0, size).readerIndex(start);
    }

    private void endLine() {
        room(2);
        bytes[size++] = '\r';
        bytes[size++] = '\n';
    }

    private void put(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
    }

    private void put(CharSequence text) {
        int length = text.length();
        room(length);
        if (text instanceof AsciiString ascii) {
            System.arraycopy(ascii.array(), ascii.arrayOffset(), bytes, size, length);
        } else {
            for (int i = 0; i < length; i++) {
                bytes[size + i] = (byte) text.charAt(i);
            }
        }
        size += length;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
