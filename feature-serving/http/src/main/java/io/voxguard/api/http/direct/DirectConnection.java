package io.voxguard.api.http.direct;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.voxguard.api.http.routes.Route;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of a connection. It takes the bytes of ordinary requests from the server, when the server owes no reply on this connection, and keeps what arrives before its own reply is
 * sent, so that replies have the order of their requests. All other requests it hands on, one after the other, so that it knows where each ends; with the first whose end it does not know it leaves
 * the connection to the server.
 */
final class DirectConnection extends ChannelInboundHandlerAdapter implements ReplyChannel {
    /** Heads are read from an array: a byte of a buffer costs several times as much. */
    private static final FastThreadLocal<byte[]> HEADS = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[Head.MAX_BYTES];
        }
    };

    private static final String NOT_ADDED = "a handler that is not added to its connection";

    private final DirectRequests requests;
    private final VertxInternal vertx;

    private final RoutedReplies server = new RoutedReplies();
    private @Nullable ChannelHandlerContext context;
    /** What code on the event loop finds as its Vert.x context. */
    private @Nullable ContextInternal vertxContext;

    private byte[] heads = {};

    /** Bytes that were read from the connection, and are neither taken nor handed on. */
    private @Nullable ByteBuf pending;
    /** Whether the first request was handed on: it is the server's, which then knows the connection, its errors and its idleness. */
    private boolean begun;
    /** How many bytes of the request that is arriving are to be handed on. */
    private long toHandOn;

    private Head last = Head.OTHER;
    private @Nullable Route lastRoute;

    private @Nullable Arriving arriving;
    /** Whether a request is taken and not answered yet. */
    private boolean answering;

    /** Whether bytes are worked on: what is written meanwhile is flushed at the end. */
    private boolean working;

    private boolean written;
    private boolean handedOn;
    /** Whether no more is read from the connection until the reply is sent. */
    private boolean stopped;

    private @Nullable Runnable whenWritable;

    DirectConnection(DirectRequests requests, VertxInternal vertx) {
        this.requests = requests;
        this.vertx = vertx;
    }

    /** A request that is taken, and whose body is not whole yet. */
    private static final class Arriving {
        private final Route route;
        private final DirectExchange exchange;
        private final byte[] body;
        private int received;

        Arriving(Route route, DirectExchange exchange, byte[] body) {
            this.route = route;
            this.exchange = exchange;
            this.body = body;
        }

        /** Takes what belongs to the body. Returns true when that is whole. */
        boolean add(ByteBuf bytes) {
            int length = Math.min(bytes.readableBytes(), body.length - received);
            bytes.readBytes(body, received, length);
            received += length;
            return received == body.length;
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, NOT_ADDED);
    }

    /** Called on the connection's event loop. */
    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        heads = HEADS.get();
        vertxContext = vertx.createEventLoopContext(
                added.channel().eventLoop(),
                vertx.getWorkerPool(),
                Thread.currentThread().getContextClassLoader());
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            from.fireChannelRead(message);
            return;
        }
        pending = pending == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(from.alloc(), pending, bytes);
        working = true;
        work(from);
    }

    /** Takes and hands on what has arrived, until a request is taken that is not answered at once. */
    private void work(ChannelHandlerContext from) {
        if (stopped && !answering && isOpen()) {
            stopped = false;
            // before anything is handed on: from then on it is the server that may stop reading
            from.channel().config().setAutoRead(true);
        }
        for (ByteBuf bytes = pending; !answering && bytes != null && step(from, bytes); bytes = pending) {
            if (pending == bytes && !bytes.isReadable()) {
                release();
            }
        }
        if (answering && pending != null && !stopped) {
            stopped = true;
            from.channel().config().setAutoRead(false);
        }
    }

    /** Returns false when more bytes are needed. */
    private boolean step(ChannelHandlerContext from, ByteBuf bytes) {
        if (toHandOn > 0) {
            handOn(from, bytes);
            return true;
        }
        if (arriving != null) {
            receive(arriving, bytes);
            return true;
        }
        int length = Math.min(bytes.readableBytes(), heads.length);
        bytes.getBytes(bytes.readerIndex(), heads, 0, length);
        Head head = last.isAtStart(heads, length) ? last : Head.read(heads, length);
        if (head == null && length < heads.length) {
            return false;
        }
        if (head == null || head == Head.OTHER) {
            from.pipeline().remove(this);
            return true;
        }
        if (head != last) {
            last = head;
            lastRoute = requests.find(head);
        }
        if (begun && lastRoute != null && server.areAllSent() && requests.mayTake()) {
            take(from, head, lastRoute, bytes);
        } else {
            server.handOn();
            toHandOn = (long) head.length() + head.bodyBytes();
            if (begun) {
                handOn(from, bytes);
            } else {
                begin(from, bytes);
            }
        }
        return true;
    }

    private void take(ChannelHandlerContext from, Head head, Route route, ByteBuf bytes) {
        server.inUse();
        bytes.skipBytes(head.length());
        DirectExchange exchange =
                requests.exchange(route, head, this, from.channel().eventLoop());
        byte[] body = DirectRequests.body(head.bodyBytes());
        if (bytes.readableBytes() >= body.length) {
            bytes.readBytes(body);
            serve(route, exchange, body);
        } else {
            arriving = new Arriving(route, exchange, body);
            arriving.add(bytes);
        }
    }

    private void receive(Arriving request, ByteBuf bytes) {
        if (request.add(bytes)) {
            arriving = null;
            serve(request.route, request.exchange, request.body);
        }
    }

    private void serve(Route route, DirectExchange exchange, byte[] body) {
        answering = true;
        ContextInternal here = Objects.requireNonNull(vertxContext, NOT_ADDED);
        ContextInternal previous = here.beginDispatch();
        try {
            requests.serve(route, exchange, body);
        } finally {
            here.endDispatch(previous);
        }
    }

    private void handOn(ChannelHandlerContext from, ByteBuf bytes) {
        int length = (int) Math.min(toHandOn, bytes.readableBytes());
        toHandOn -= length;
        handedOn = true;
        if (length == bytes.readableBytes()) {
            pending = null;
            from.fireChannelRead(bytes);
        } else {
            from.fireChannelRead(bytes.readRetainedSlice(length));
        }
    }

    /**
     * Hands on the first request. The server looks at its first bytes to learn the connection's protocol, and adds its codec in the midst of reading them: they are handed on one by one until it has.
     */
    private void begin(ChannelHandlerContext from, ByteBuf bytes) {
        begun = true;
        ChannelPipeline pipeline = from.pipeline();
        while (pipeline.context(HttpResponseEncoder.class) == null && bytes.readableBytes() > 1) {
            toHandOn--;
            from.fireChannelRead(bytes.readRetainedSlice(1));
            if (pending != bytes) {
                return; // closed
            }
        }
        ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
        if (encoder == null) {
            pipeline.remove(this);
            return;
        }
        // behind the handler that closes idle connections
        ChannelHandlerContext idle = pipeline.context(IdleStateHandler.class);
        pipeline.addAfter((idle == null ? encoder : idle).name(), "voxguard-routed", server);
        handOn(from, bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        finish(from);
    }

    private void finish(ChannelHandlerContext from) {
        working = false;
        if (written) {
            written = false;
            from.flush();
        }
        if (handedOn) {
            handedOn = false;
            from.fireChannelReadComplete();
        }
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
    public void write(ByteBuf bytes) {
        ChannelHandlerContext to = context();
        to.write(bytes, to.voidPromise());
    }

    @Override
    public void flush() {
        if (working) {
            written = true;
        } else {
            context().flush();
        }
    }

    @Override
    public void replied() {
        if (!answering) {
            return;
        }
        answering = false;
        requests.replied();
        if ((pending != null || stopped) && !working) {
            context().executor().execute(this::resume);
        }
    }

    /** Works on what arrived before the last reply was sent. */
    private void resume() {
        ChannelHandlerContext from = context();
        if (answering) {
            return;
        }
        working = true;
        work(from);
        finish(from);
    }

    @Override
    public void abort() {
        context().close();
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
        release();
        if (whenWritable != null) {
            whenWritable = null;
            replied();
        }
        from.fireChannelInactive();
    }

    /** Leaves the connection to the server, with what it has not got yet. */
    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        ChannelPipeline pipeline = removed.pipeline();
        if (pipeline.context(server) != null) {
            pipeline.remove(server);
        }
        ByteBuf rest = pending;
        pending = null;
        if (rest != null) {
            removed.fireChannelRead(rest);
            removed.fireChannelReadComplete();
        }
    }

    private void release() {
        ByteBuf bytes = pending;
        pending = null;
        if (bytes != null) {
            bytes.release();
        }
    }
}
