package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpServerResponse;
import org.jboss.logging.Logger;

/** A reply that is sent in pieces: one a turn of the event loop, and none while the earlier ones are not taken. */
public final class PiecewiseReply {
    private static final Logger LOG = Logger.getLogger(PiecewiseReply.class);

    private final HttpServerResponse response;
    private final EventExecutor loop;
    private final Pieces pieces;

    /** Where the pieces come from. */
    public interface Pieces {
        /** Whether there is one more. */
        boolean more();

        /** The next one, to be released by the one who takes it. */
        ByteBuf next();
    }

    /** A reply whose head is set but not sent; {@code loop} is the request's own event loop. */
    public PiecewiseReply(HttpServerResponse response, EventExecutor loop, Pieces pieces) {
        this.response = response;
        this.loop = loop;
        this.pieces = pieces;
    }

    /** Sends the first piece, and the others after it. A piece that fails ends the stream or the connection: the client sees that the reply is not whole. */
    public void send(ByteBuf first) {
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
            LOG.errorf(fault, "A reply was cut off");
            response.reset();
            return;
        }
        send(piece);
    }
}
