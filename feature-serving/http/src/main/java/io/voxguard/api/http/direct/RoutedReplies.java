package io.voxguard.api.http.direct;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;

/** The handler of an HTTP/1 connection between its codec and the server: it knows whether the server has received and answered all that it was handed. */
final class RoutedReplies extends ChannelDuplexHandler {
    private int handedOn;
    private int received;
    private int answered;
    /** Whether the connection was in use, in a way that the server does not see, since it was last taken for idle. */
    private boolean used;

    /** Counts a request whose bytes are handed to the server next. */
    void handOn() {
        handedOn++;
    }

    /** Returns true if the server waits for nothing and owes nothing: its codec holds no part of a request. */
    boolean areAllSent() {
        return received == handedOn && answered == handedOn;
    }

    /** Notes that a request was taken before the server. */
    void inUse() {
        used = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (message instanceof LastHttpContent) {
            received++;
        }
        from.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext to, Object message, ChannelPromise promise) {
        boolean end = message instanceof LastHttpContent
                && !(message instanceof HttpResponse head
                        && head.status().codeClass() == HttpStatusClass.INFORMATIONAL);
        to.write(message, promise);
        if (end) {
            answered++;
        }
    }

    /** Lets the server close an idle connection one timeout later if it was in use meanwhile. */
    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event instanceof IdleStateEvent && used) {
            used = false;
        } else {
            from.fireUserEventTriggered(event);
        }
    }
}
