package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Codings of replies, and the sending of pooled memory. */
public final class Replies {
    /** Without a charset: one client of the field drops the message behind one. */
    public static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private Replies() {}

    /** Returns true when the client takes a body only in a coding. */
    public static boolean refusesIdentity(Exchange exchange) {
        String accepted = exchange.listHeader(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null
                && accepted.contains("=0")
                && !AcceptEncoding.of(accepted).allowsIdentity();
    }

    /** Returns the coding that the client prefers for a body; null: as it is. */
    public static @Nullable String coding(Exchange exchange) {
        return AcceptEncoding.of(exchange.listHeader(HttpHeaders.ACCEPT_ENCODING))
                .coding();
    }

    /** Says in a reply's head in which coding its body is; null: as it is. */
    static void coded(Exchange exchange, @Nullable String coding) {
        if (coding != null) {
            exchange.replyHeader(HttpHeaders.CONTENT_ENCODING, coding);
            exchange.replyHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
    }

    /**
     * Sends pooled memory and releases it once it is sent. Returns false when the reply is closed: then it is released at once.
     *
     * @param sending sends a buffer and returns when that is done
     */
    @SuppressWarnings("deprecation") // Vert.x has no other way to send pooled memory
    static boolean send(ByteBuf memory, Function<Buffer, Future<Void>> sending) {
        try {
            // a buffer of Vert.x begins at index 0
            sending.apply(Buffer.buffer(memory.slice())).onComplete(sent -> memory.release());
            return true;
        } catch (IllegalStateException closed) {
            memory.release();
            return false;
        }
    }
}
