package io.voxguard.process;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/** Makes the next reply of an HTTP/1 connection its last: the head says so, and its end closes the connection. A reply whose head is gone already is not the last. */
final class LastReply extends ChannelOutboundHandlerAdapter {
    private boolean announced;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse head) {
            if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                context.write(message, promise);
                return;
            }
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            announced = true;
        }
        ChannelPromise sent = promise;
        if (announced && message instanceof LastHttpContent) {
            sent = promise.unvoid();
            sent.addListener(ChannelFutureListener.CLOSE);
        }
        context.write(message, sent);
    }
}
