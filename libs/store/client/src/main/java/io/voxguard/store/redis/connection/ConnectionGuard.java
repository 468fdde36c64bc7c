package io.voxguard.store.redis.connection;

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
 * Closes a connection that has delivered nothing for too long, whatever the transport reports, so that Lettuce replaces it. Asks the server for its role from time
 * to time: that causes a reply on an idle connection, and shows a primary that has become a replica. Silence is counted in checks rather than by the clock: a process
 * that was suspended must not take its own absence for the server's. Placed before Lettuce's command handler, so that it is active after the handshake.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger(ConnectionGuard.class.getName());
    private static final int SILENT_CHECKS = 4;
    private static final int CHECKS_PER_PROBE = 2;

    private final ConnectionGuards guards;
    private final Duration silence;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> checking;
    private @Nullable Probe probe;
    private boolean heard;
    private int silentChecks;
    private int checks;
    private @Nullable Object unsent;
    private long unsentProgress;

    ConnectionGuard(ConnectionGuards guards, Duration silence) {
        this.guards = guards;
        this.silence = silence;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        long period = Math.max(1, silence.toNanos() / SILENT_CHECKS);
        checking = active.executor().scheduleWithFixedDelay(this::check, period, period, TimeUnit.NANOSECONDS);
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
        if (checking != null) {
            checking.cancel(false);
        }
    }

    /** Closes the connection; Lettuce replaces it. */
    void close() {
        ChannelHandlerContext active = context;
        if (active != null) {
            // from the socket's end of the pipeline: TLS would wait for the goodbye of a peer that may be gone
            ChannelHandlerContext first = active.pipeline().firstContext();
            if (first != null) { // else the pipeline is gone already
                first.close();
            }
        }
    }

    private void check() {
        ChannelHandlerContext active = context;
        if (active == null || !active.channel().isActive()) {
            return;
        }
        silentChecks = heard | sending(active.channel().unsafe().outboundBuffer()) ? 0 : silentChecks + 1;
        heard = false;
        if (silentChecks > SILENT_CHECKS) {
            LOG.log(Level.WARNING, "A connection to the store delivered nothing for {0}; replacing it", silence);
            close();
        } else if (checks++ % CHECKS_PER_PROBE == 0 && (probe == null || probe.isDone())) {
            probe = new Probe();
            active.channel().writeAndFlush(probe);
        }
    }

    /** Returns whether the peer has taken part of the unsent data since the last check: a large request is no silence. */
    private boolean sending(@Nullable ChannelOutboundBuffer buffer) {
        Object before = unsent;
        long progressBefore = unsentProgress;
        unsent = buffer == null ? null : buffer.current();
        unsentProgress = buffer == null ? 0 : buffer.currentProgress();
        return before != null && (unsent != before || unsentProgress != progressBefore);
    }

    /** Asks for the server's role. Any reply breaks the silence, an error too: some users may not run ROLE. */
    private final class Probe extends Command<byte[], byte[], List<Object>> {
        Probe() {
            super(UnreplayedCommand.ROLE, new ArrayOutput<>(ByteArrayCodec.INSTANCE));
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
                case "master" -> guards.onPrimary();
                case "slave", "replica" -> guards.onReplica(); // Quirk.REPLICA_ROLE_WORD
                default -> {
                    // the role of a server that holds no data, such as a sentinel
                }
            }
        }
    }
}
