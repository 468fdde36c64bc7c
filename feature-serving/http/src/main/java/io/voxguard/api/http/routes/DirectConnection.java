package io.voxguard.api.http.routes;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.impl.ContextInternal;
import io.voxguard.api.http.exchange.DirectExchange;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The handler of an HTTP/1 connection that takes ordinary requests after the first, between its codec and the server. It takes one only when the server owes no reply on this
 * connection, and holds back what arrives before its own reply is sent, so that replies have the order of their requests.
 */
final class DirectConnection extends ChannelDuplexHandler implements DirectExchange.ReplyChannel {
    private final DirectRequests requests;
    /** What code on the event loop finds as its Vert.x context. */
    private final ContextInternal vertx;

    private final Queue<Object> held = new ArrayDeque<>(0);
    private @Nullable ChannelHandlerContext context;
    /** Requests that were passed on to the server and are not answered yet. */
    private int passedOn;

    private boolean first = true;
    /** Whether the request that is arriving is passed on. */
    private boolean passing;

    private @Nullable Route route;
    private @Nullable DirectExchange exchange;
    private byte[] body = {};
    private int received;

    /** Whether a request is taken and not answered yet. */
    private boolean answering;
    /** Whether messages are being read: what is written meanwhile is flushed at the end. */
    private boolean reading;

    private boolean written;
    private @Nullable Runnable whenWritable;

    DirectConnection(DirectRequests requests, ContextInternal vertx) {
        this.requests = requests;
        this.vertx = vertx;
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "a handler that is not added to its connection");
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (!(message instanceof HttpObject)) {
            from.fireChannelRead(message);
        } else if (answering || !held.isEmpty()) {
            held.add(message);
            from.channel().config().setAutoRead(false);
        } else {
            reading = true;
            read(from, message);
        }
    }

    private void read(ChannelHandlerContext from, Object message) {
        if (message instanceof HttpRequest head) {
            begin(from, head);
        } else if (message instanceof HttpContent part) {
            add(from, part);
        } else {
            from.fireChannelRead(message);
        }
    }

    private void begin(ChannelHandlerContext from, HttpRequest head) {
        // the first is the server's, which then knows the connection: its end, its errors, its idleness
        route = passedOn == 0 && !first ? requests.find(head) : null;
        first = false;
        if (route != null) {
            exchange = requests.exchange(route, head, this, from.channel().eventLoop());
            body = DirectRequests.body(DirectRequests.length(head.headers()));
            received = 0;
            return;
        }
        passedOn++;
        passing = true;
        if (head.headers().contains(HttpHeaderNames.UPGRADE)) {
            from.pipeline().remove(this); // the connection may be another protocol's from here on
        }
        from.fireChannelRead(head);
    }

    private void add(ChannelHandlerContext from, HttpContent part) {
        boolean last = part instanceof LastHttpContent;
        if (passing) {
            passing = !last;
            from.fireChannelRead(part);
            return;
        }
        ByteBuf bytes = part.content();
        int length = bytes.readableBytes(); // never more than announced: the codec sees to it
        bytes.readBytes(body, received, length);
        received += length;
        part.release();
        if (last) {
            serve();
        }
    }

    private void serve() {
        Route chosen = Objects.requireNonNull(route, "a body without a request");
        DirectExchange asked = Objects.requireNonNull(exchange, "a body without a request");
        byte[] whole = body;
        route = null;
        exchange = null;
        answering = true;
        ContextInternal previous = vertx.beginDispatch();
        try {
            requests.serve(chosen, asked, whole);
        } finally {
            vertx.endDispatch(previous);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        reading = false;
        if (written) {
            written = false;
            from.flush();
        }
        from.fireChannelReadComplete();
    }

    @Override
    public boolean isOpen() {
        return context().channel().isActive();
    }

    @Override
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    @Override
    public void whenWritable(Runnable work) {
        if (isOpen()) {
            whenWritable = work;
        } else {
            replied();
        }
    }

    @Override
    public void send(Object message) {
        ChannelHandlerContext to = context();
        if (reading) {
            written = true;
            to.write(message, to.voidPromise());
        } else {
            to.writeAndFlush(message, to.voidPromise());
        }
    }

    @Override
    public void replied() {
        if (!answering) {
            return;
        }
        answering = false;
        requests.replied();
        if (!held.isEmpty()) {
            context().executor().execute(this::readHeld);
        }
    }

    /** Reads what arrived before the last reply was sent, until the next request is taken. */
    private void readHeld() {
        if (answering || held.isEmpty()) {
            return;
        }
        ChannelHandlerContext from = context();
        // before anything is passed on: from then on it is the server that may stop reading
        from.channel().config().setAutoRead(true);
        while (!answering && !held.isEmpty()) {
            read(from, held.remove());
        }
        if (answering && !held.isEmpty()) {
            from.channel().config().setAutoRead(false);
        }
        from.fireChannelReadComplete();
    }

    @Override
    public void abort() {
        context().close();
    }

    @Override
    public void write(ChannelHandlerContext to, Object message, ChannelPromise promise) {
        boolean end = message instanceof LastHttpContent
                && !(message instanceof HttpResponse head
                        && head.status().codeClass() == HttpStatusClass.INFORMATIONAL);
        to.write(message, promise);
        if (end) {
            passedOn--;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        Runnable work = whenWritable;
        if (work != null && from.channel().isWritable()) {
            whenWritable = null;
            work.run();
        }
        from.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        releaseHeld();
        if (whenWritable != null) {
            whenWritable = null;
            replied();
        }
        from.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        releaseHeld();
    }

    private void releaseHeld() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }
}
