package io.voxguard.api.http.features;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpServerResponse;
import io.voxguard.api.http.exchange.Replies;
import org.jboss.logging.Logger;

/** A reply that is sent in pieces: one in each pass of the event loop, none while the client has not taken the earlier ones. */
final class PiecewiseReply {
    private static final Logger LOG = Logger.getLogger(PiecewiseReply.class);

    private final HttpServerResponse response;
    private final EventExecutor loop;
    private final Pieces pieces;

    /** The pieces of a reply. */
    interface Pieces {
        /** Returns true until the last piece was returned. */
        boolean more();

        /** Returns the next piece, to be released by the caller. */
        ByteBuf next();
    }

    /** A reply whose head is set but not sent; {@code loop} is the request's own event loop. */
    PiecewiseReply(HttpServerResponse response, EventExecutor loop, Pieces pieces) {
        this.response = response;
        this.loop = loop;
        this.pieces = pieces;
    }

    /** Sends the first piece, and the others after it. A piece that fails ends the stream or the connection: the client sees that the reply is not whole. */
    void send(ByteBuf first) {
        if (!pieces.more()) {
            Replies.send(first, response::end);
            return;
        }
        if (!Replies.send(first, response::write)) {
            return;
        }
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> {
                response.drainHandler(null);
                next();
            });
        } else {
            loop.execute(this::next);
        }
    }

    private void next() {
        ByteBuf piece;
        try {
            piece = pieces.next();
        } catch (RuntimeException | OutOfMemoryError fault) {
            LOG.errorf(fault, "Cannot write the next piece of a reply; resetting the connection");
            response.reset();
            return;
        }
        send(piece);
    }
}
