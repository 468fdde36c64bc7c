package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;

/** A reply that is being sent in pieces. To be used on the request's event loop. */
public interface ReplyStream {
    /** Sends a piece and releases it. Returns false when the connection is closed. */
    boolean send(ByteBuf piece);

    /** Sends the last piece and releases it. */
    void end(ByteBuf piece);

    /** Returns true while the client has not taken what was sent. */
    boolean isFull();

    /** Runs work once, when the client has taken enough of what was sent. */
    void whenDrained(Runnable work);

    /** Ends the stream or the connection in such a way that the client sees that the reply is not whole. */
    void reset();
}
