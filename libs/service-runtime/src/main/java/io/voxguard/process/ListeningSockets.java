package io.voxguard.process;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The sockets that the servers of some event loops listen on. They stop listening while connections that were accepted live on. A connection that the kernel has set up and nobody has accepted yet is reset when its listening socket closes; so on
 * Linux a socket filter first drops what newcomers send, what is in the queue is accepted, and then the socket closes: newcomers, who try again, are
 * refused.
 */
public final class ListeningSockets {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    /** The program {@code ret #0}: nothing passes. */
    private static final long DROP_ALL = 0x06;
    /** The C struct {@code sock_fprog}: the number of instructions, padding, their address. */
    private static final int PROGRAM_BYTES = 16;

    private static final RawUnixChannelOption FILTER =
            new RawUnixChannelOption("SO_ATTACH_FILTER", SOL_SOCKET, SO_ATTACH_FILTER, PROGRAM_BYTES);
    private static final long ACCEPTING_MS = 50;
    /** The JDK's channels go on listening until their selector has selected once more after they were closed; a scheduled task runs after that. */
    private static final long SELECTING_MS = 1;

    private static final long PATIENCE_MS = 2_000;

    private ListeningSockets() {}

    /** Closes the listening sockets of the group, within two seconds. */
    static void close(EventLoopGroup acceptors) throws InterruptedException {
        List<SingleThreadEventLoop> loops = ServerChannels.of(acceptors);
        CountDownLatch closed = new CountDownLatch(loops.size());
        for (SingleThreadEventLoop loop : loops) {
            loop.execute(() -> {
                forEach(loop, ListeningSockets::dropNewcomers);
                loop.schedule(
                        () -> {
                            forEach(loop, Channel::close);
                            loop.schedule(closed::countDown, SELECTING_MS, TimeUnit.MILLISECONDS);
                        },
                        ACCEPTING_MS,
                        TimeUnit.MILLISECONDS);
            });
        }
        closed.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
    }

    /** Visits each of the group's listening channels, later, on the channel's event loop. */
    public static void forEach(EventLoopGroup acceptors, Consumer<Channel> visitor) {
        for (SingleThreadEventLoop loop : ServerChannels.of(acceptors)) {
            loop.execute(() -> forEach(loop, visitor));
        }
    }

    private static void forEach(SingleThreadEventLoop loop, Consumer<Channel> visitor) {
        List<Channel> listening = new ArrayList<>();
        for (Iterator<Channel> all = loop.registeredChannelsIterator(); all.hasNext(); ) {
            Channel channel = all.next();
            if (channel instanceof ServerChannel) {
                listening.add(channel);
            }
        }
        listening.forEach(visitor);
    }

    /** Does nothing where the transport or the system cannot do it: a newcomer of that moment may then be reset. */
    private static void dropNewcomers(Channel listening) {
        if (!(listening instanceof EpollServerSocketChannel)) {
            return;
        }
        ByteBuf program = Unpooled.directBuffer(Long.BYTES);
        try {
            if (program.hasMemoryAddress() && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
                program.setLongLE(0, DROP_ALL);
                ByteBuffer option = ByteBuffer.allocateDirect(PROGRAM_BYTES).order(ByteOrder.nativeOrder());
                option.putShort(0, (short) 1).putLong(8, program.memoryAddress());
                listening.config().setOption(FILTER, option);
            }
        } catch (ChannelException | UnsupportedOperationException notHere) {
            System.getLogger(ListeningSockets.class.getName())
                    .log(System.Logger.Level.DEBUG, "Newcomers are not held back", notHere);
        } finally {
            program.release();
        }
    }
}
