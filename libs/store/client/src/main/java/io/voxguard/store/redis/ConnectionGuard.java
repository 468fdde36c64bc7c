package io.voxguard.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.Command;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that has delivered nothing for too long, whatever the transport says of it, so that Lettuce makes it anew. Asks the server for its role from
 * time to time: that draws an answer on an idle connection, and shows a primary that has become a replica. Silence is counted in looks rather than by the clock: a
 * process that was suspended does not take its own absence for the server's. Stands before Lettuce's command handler, so that it is active after the handshake.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger(ConnectionGuard.class.getName());
    private static final int SILENT_LOOKS = 4;
    private static final int LOOKS_PER_PROBE = 2;

    private final Guards guards;
    private final Duration silence;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> looking;
    private @Nullable Probe probe;
    private boolean heard;
    private int silentLooks;
    private int looks;
    private @Nullable Object unsent;
    private long unsentProgress;

    ConnectionGuard(Guards guards, Duration silence) {
        this.guards = guards;
        this.silence = silence;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        long period = Math.max(1, silence.toNanos() / SILENT_LOOKS);
        looking = active.executor().scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
        guards.opened(this);
        active.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
        heard = true;
        active.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        stop();
        inactive.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        stop();
    }

    private void stop() {
        guards.closed(this);
        if (looking != null) {
            looking.cancel(false);
        }
    }

    /** Ends the connection; Lettuce makes it anew. */
    void close() {
        ChannelHandlerContext active = context;
        if (active != null) {
            // from the socket's end of the pipeline: TLS would wait for the farewell of a peer that may be gone
            ChannelHandlerContext first = active.pipeline().firstContext();
            if (first != null) { // else the pipeline is gone already
                first.close();
            }
        }
    }

    private void look() {
        ChannelHandlerContext active = context;
        if (active == null || !active.channel().isActive()) {
            return;
        }
        silentLooks = heard | sending(active.channel().unsafe().outboundBuffer()) ? 0 : silentLooks + 1;
        heard = false;
        if (silentLooks > SILENT_LOOKS) {
            LOG.log(Level.WARNING, "A connection to the store was silent for {0}; connecting anew", silence);
            close();
        } else if (looks++ % LOOKS_PER_PROBE == 0 && (probe == null || probe.isDone())) {
            probe = new Probe();
            active.channel().writeAndFlush(probe);
        }
    }

    /** Whether the peer has taken some of a backlog since the last look: a large request is no silence. */
    private boolean sending(@Nullable ChannelOutboundBuffer buffer) {
        Object before = unsent;
        long progressBefore = unsentProgress;
        unsent = buffer == null ? null : buffer.current();
        unsentProgress = buffer == null ? 0 : buffer.currentProgress();
        return before != null && (unsent != before || unsentProgress != progressBefore);
    }

    /** Asks for the server's role. Any answer will do to break the silence: some users may not ask. */
    private final class Probe extends Command<byte[], byte[], List<Object>> {
        Probe() {
            super(SentOnce.ROLE, new ArrayOutput<>(ByteArrayCodec.INSTANCE));
        }

        @Override
        public void complete() {
            super.complete();
            if (!getOutput().hasError()
                    && getOutput().get() instanceof List<Object> answer
                    && !answer.isEmpty()
                    && answer.getFirst() instanceof byte[] role) {
                answered(new String(role, StandardCharsets.US_ASCII));
            }
        }

        private void answered(String role) {
            switch (role) {
                case "master" -> guards.primary();
                case "slave", "replica" -> guards.replica(); // the second is what some versions of DragonflyDB say
                default -> {
                    // a role of another kind of server
                }
            }
        }
    }
}
