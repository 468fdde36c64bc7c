package io.voxguard.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How connections over HTTP/2 end. */
class Http2DrainTest {
    private static final int GOAWAY = 7;
    private static final int FRAME_HEAD = 9;

    private final Http2ConnectionHandler handler = new Http2ConnectionHandlerBuilder()
            .server(true)
            .frameListener(new Http2FrameAdapter())
            .build();
    private final EmbeddedChannel channel = new EmbeddedChannel(handler);

    @BeforeEach
    void beginTheConnection() {
        channel.writeInbound(Unpooled.wrappedBuffer(
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0})); // the preface and empty SETTINGS
        channel.releaseOutbound();
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void goAwayIsSentOnce() {
        DrainedConnections.mark(channel);
        DrainedConnections.mark(channel);

        List<Integer> lastStreams = goAways();
        assertThat(lastStreams).containsExactly(Integer.MAX_VALUE);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void idleConnectionReceivesItsLastStreamIdAndIsClosed() {
        DrainedConnections.mark(channel);
        channel.releaseOutbound();

        DrainedConnections.closeHttp2WhenIdle(channel);
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(goAways()).contains(0);
    }

    private List<Integer> goAways() {
        List<Integer> lastStreams = new ArrayList<>();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        while (all.readableBytes() >= FRAME_HEAD) {
            int length = all.readUnsignedMedium();
            int type = all.readByte();
            all.skipBytes(1 + 4);
            if (type == GOAWAY) {
                lastStreams.add(all.getInt(all.readerIndex()));
            }
            all.skipBytes(length);
        }
        all.release();
        return lastStreams;
    }
}
