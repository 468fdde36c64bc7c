package io.voxguard.api.http.direct;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import io.voxguard.api.http.exchange.ErrorForm;
import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.http.exchange.ReplyStream;
import io.voxguard.api.http.exchange.RoutePath;
import io.voxguard.api.metrics.HttpMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exchange whose request was taken from its connection's bytes: an ordinary one over HTTP/1.1, with a path that is as it was sent and without a query. */
final class DirectExchange extends Exchange {
    /** Bytes of a body that are copied behind the head: sending two buffers costs more than copying a small one. */
    private static final int COPIED = 4 * 1024;

    private final Head head;
    private final ReplyChannel channel;
    /** Names and values of the reply's headers in turn. */
    private final List<CharSequence> replyHeaders = new ArrayList<>(2);

    private boolean replied;

    DirectExchange(
            Head head,
            ReplyChannel channel,
            RoutePath path,
            ErrorForm errors,
            HttpMetrics metrics,
            EventExecutor loop,
            long startNanos) {
        super(path, errors, metrics, loop, startNanos);
        this.head = head;
        this.channel = channel;
    }

    @Override
    public @Nullable String header(CharSequence name) {
        return head.header(name);
    }

    @Override
    public @Nullable String listHeader(CharSequence name) {
        return head.headers(name);
    }

    @Override
    protected String normalizedPath() {
        return head.target();
    }

    @Override
    public @Nullable String query() {
        return null;
    }

    @Override
    public boolean needsWholeReply() {
        return false;
    }

    @Override
    public boolean closed() {
        return !channel.isOpen();
    }

    @Override
    public void replyHeader(CharSequence name, CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                throw new IllegalArgumentException("A header's value with other than visible characters: " + name);
            }
        }
        for (int i = 0; i < replyHeaders.size(); i += 2) {
            if (AsciiString.contentEqualsIgnoreCase(replyHeaders.get(i), name)) {
                replyHeaders.set(i + 1, value);
                return;
            }
        }
        replyHeaders.add(name);
        replyHeaders.add(value);
    }

    private ReplyHead replyHead(int status) {
        ReplyHead written = ReplyHead.of(status);
        for (int i = 0; i < replyHeaders.size(); i += 2) {
            written.header(replyHeaders.get(i), replyHeaders.get(i + 1));
        }
        return written;
    }

    /** A second reply, for example to a fault after the first was sent, would be taken for the next request's. */
    @Override
    protected void send(int status, ByteBuf body) {
        if (replied) {
            body.release();
            return;
        }
        replied = true;
        int length = body.readableBytes();
        ReplyHead written = replyHead(status);
        if (length > 0 || status != HttpResponseStatus.NO_CONTENT.code()) {
            written.contentLength(length);
        }
        if (written.fitsBefore(body)) {
            written.endBefore(body);
            channel.write(body);
        } else if (length <= COPIED) {
            channel.write(written.end(length).writeBytes(body));
            body.release();
        } else {
            channel.write(written.end(0));
            channel.write(body);
        }
        channel.flush();
        channel.replied();
    }

    @Override
    protected ReplyStream stream(int status) {
        replied = true;
        channel.write(replyHead(status).chunked().end(0));
        return new Chunks(channel);
    }

    /** A reply in chunks, each with its length before it. */
    private static final class Chunks implements ReplyStream {
        private static final String END = "0\r\n\r\n";

        private final ReplyChannel channel;

        Chunks(ReplyChannel channel) {
            this.channel = channel;
        }

        private static ByteBuf ascii(String text) {
            return PooledByteBufAllocator.DEFAULT
                    .directBuffer(text.length())
                    .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }

        private void write(ByteBuf piece, String behind) {
            if (piece.isReadable()) {
                channel.write(ascii(Integer.toHexString(piece.readableBytes()) + "\r\n"));
                channel.write(piece);
                channel.write(ascii("\r\n" + behind));
            } else {
                piece.release();
                channel.write(behind.isEmpty() ? Unpooled.EMPTY_BUFFER : ascii(behind));
            }
            channel.flush();
        }

        @Override
        public boolean send(ByteBuf piece) {
            write(piece, "");
            if (channel.isOpen()) {
                return true;
            }
            channel.replied();
            return false;
        }

        @Override
        public void end(ByteBuf piece) {
            write(piece, END);
            channel.replied();
        }

        @Override
        public boolean isFull() {
            return !channel.isWritable();
        }

        @Override
        public void whenDrained(Runnable work) {
            channel.whenWritable(work);
        }

        @Override
        public void reset() {
            channel.abort();
            channel.replied();
        }
    }
}
