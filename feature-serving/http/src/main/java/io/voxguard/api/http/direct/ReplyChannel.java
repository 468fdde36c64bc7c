package io.voxguard.api.http.direct;

import io.netty.buffer.ByteBuf;

/** The way of replies to the client. To be used on the connection's event loop, except where it says so. */
interface ReplyChannel {
    /** Returns false once the connection is closed. Any thread may ask. */
    boolean isOpen();

    /** Writes bytes of a reply, and releases them, also when the connection is closed. */
    void write(ByteBuf bytes);

    /** Sends what was written. */
    void flush();

    /** Returns false while the client has not taken what was sent. */
    boolean isWritable();

    /** Runs work once, when the client has taken enough of what was sent. */
    void whenWritable(Runnable work);

    /** Tells that the reply was written to its end. */
    void replied();

    /** Closes the connection, whose reply is not whole. */
    void abort();
}
