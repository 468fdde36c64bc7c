package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import org.jboss.logging.Logger;

/** A reply that is sent in pieces: one in each pass of the event loop, none while the client has not taken the earlier ones. */
public final class PiecewiseReply {
    private static final Logger LOG = Logger.getLogger(PiecewiseReply.class);

    private final ReplyStream stream;
    private final EventExecutor loop;
    private final Pieces pieces;

    /** The pieces of a reply. */
    public interface Pieces {
        /** Returns true until the last piece was returned. */
        boolean more();

        /** Returns the next piece, to be released by the caller. */
        ByteBuf next();
    }

    /** @param loop the request's own event loop */
    PiecewiseReply(ReplyStream stream, EventExecutor loop, Pieces pieces) {
        this.stream = stream;
        this.loop = loop;
        this.pieces = pieces;
    }

    /** Sends the first piece, and the others after it. A piece that fails ends the stream or the connection: the client sees that the reply is not whole. */
    void send(ByteBuf first) {
        if (!pieces.more()) {
            stream.end(first);
            return;
        }
        if (!stream.send(first)) {
            return;
        }
        if (stream.isFull()) {
            stream.whenDrained(this::next);
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
            stream.reset();
            return;
        }
        send(piece);
    }
}
