package io.voxguard.store.redis.connection;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes all commands up to the next flush into one buffer. Lettuce's own encoder takes a buffer for each command: that, and its entry in the channel's queue, cost
 * more than the encoding. A command is written when its buffer is, and fails when its buffer fails.
 */
final class BatchingEncoder extends CommandEncoder {
    private static final int MIN_CAPACITY = 1024;
    private static final int MAX_CAPACITY = 64 * 1024;

    private @Nullable ByteBuf buffer;
    private int capacity = MIN_CAPACITY;
    private List<ChannelPromise> promises = new ArrayList<>();

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (!acceptOutboundMessage(message)) {
            context.write(message, promise);
            return;
        }
        ByteBuf to = buffer;
        if (to == null) {
            to = context.alloc().ioBuffer(capacity);
            buffer = to;
        }
        int before = to.writerIndex();
        try {
            encode(context, message, to);
            promises.add(promise);
            if (message instanceof RedisCommand<?, ?, ?> command && command.getType() instanceof UnreplayedCommand) {
                promise.addListener(written -> failUnwritten(command, written));
            }
        } catch (Exception e) {
            to.writerIndex(before);
            promise.tryFailure(e);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        ByteBuf full = buffer;
        if (full != null) {
            List<ChannelPromise> written = promises;
            buffer = null;
            promises = new ArrayList<>(written.size());
            // the next buffer will be about as large: one that has to grow is copied
            capacity = Math.clamp(full.readableBytes() + full.readableBytes() / 4, MIN_CAPACITY, MAX_CAPACITY);
            context.write(full).addListener(done -> settle(written, done));
        }
        context.flush();
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
        abandon();
        super.close(context, promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) throws Exception {
        abandon();
        super.handlerRemoved(context);
    }

    /** Fails the commands that were not flushed yet: they never will be. */
    private void abandon() {
        ByteBuf left = buffer;
        if (left != null) {
            List<ChannelPromise> lost = promises;
            buffer = null;
            promises = new ArrayList<>();
            left.release();
            ClosedChannelException closed = new ClosedChannelException();
            lost.forEach(promise -> promise.tryFailure(closed));
        }
    }

    /** Fails a command that Lettuce neither sends again nor completes when its write fails. */
    private static void failUnwritten(RedisCommand<?, ?, ?> command, Future<?> written) {
        Throwable cause = written.cause();
        if (cause != null) {
            command.completeExceptionally(new RedisException("not sent", cause));
        }
    }

    private static void settle(List<ChannelPromise> promises, Future<?> done) {
        Throwable cause = done.cause();
        for (ChannelPromise promise : promises) {
            if (cause == null) {
                promise.trySuccess();
            } else {
                promise.tryFailure(cause);
            }
        }
    }
}
