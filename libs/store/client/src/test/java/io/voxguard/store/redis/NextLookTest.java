package io.voxguard.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NextLookTest {
    @Test
    void epollLoopReadsOnceMoreBeforeTheTask() throws Exception {
        readsOnceMore(new EpollEventLoopGroup(1), EpollServerSocketChannel.class);
    }

    @Test
    void nioLoopReadsOnceMoreBeforeTheTask() throws Exception {
        readsOnceMore(new NioEventLoopGroup(1), NioServerSocketChannel.class);
    }

    @Test
    void taskRunsOnALoopWithoutSockets() throws Exception {
        EventLoop loop = new DefaultEventLoop();
        CountDownLatch ran = new CountDownLatch(1);
        loop.execute(() -> NextLook.then(loop, ran::countDown));
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    }

    /** The second connection gets its byte while the first one's is being read: thus after the look that found the first. */
    private static void readsOnceMore(EventLoopGroup loops, Class<? extends ServerSocketChannel> type)
            throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch accepted = new CountDownLatch(2);
        CountDownLatch ran = new CountDownLatch(1);
        ServerBootstrap server = new ServerBootstrap().group(loops).channel(type);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (Socket first = new Socket();
                Socket second = new Socket()) {
            server.childHandler(new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                    accepted.countDown();
                    channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext context, Object bytes) {
                            ReferenceCountUtil.release(bytes);
                            boolean ofFirst = channel.remoteAddress().getPort() == first.getLocalPort();
                            order.add(ofFirst ? "first" : "second");
                            if (ofFirst) {
                                NextLook.then(channel.eventLoop(), () -> {
                                    order.add("task");
                                    ran.countDown();
                                });
                                writeByte(second);
                            }
                        }
                    });
                }
            });
            int port = ((InetSocketAddress)
                            server.bind(loopback, 0).sync().channel().localAddress())
                    .getPort();
            first.connect(new InetSocketAddress(loopback, port), 5_000);
            second.connect(new InetSocketAddress(loopback, port), 5_000);
            assertThat(accepted.await(10, TimeUnit.SECONDS)).isTrue();
            writeByte(first);
            assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(order).containsExactly("first", "second", "task");
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
        }
    }

    private static void writeByte(Socket socket) {
        try {
            socket.getOutputStream().write(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
