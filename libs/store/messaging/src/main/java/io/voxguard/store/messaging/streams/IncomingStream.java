package io.voxguard.store.messaging.streams;

import io.smallrye.reactive.messaging.health.HealthReport.HealthReportBuilder;
import io.vertx.core.Context;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.messaging.cloudevents.CloudEventDecoder;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.redis.EntryId;
import io.voxguard.store.messaging.redis.RedisStreamGroup;
import io.voxguard.store.messaging.tracing.MessageTracing;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Message;

/** One incoming channel: its connections, its poller, its health. Thread-safe. */
final class IncomingStream implements AutoCloseable {
    private static final Logger LOG = System.getLogger(IncomingStream.class.getName());
    /** A poller that has not come round for so long is stuck. */
    private static final Duration STUCK = Duration.ofSeconds(60);
    /** Longest time that a poll takes: a blocking read and its timeout are shorter. */
    private static final Duration LAST_POLL = Duration.ofSeconds(5);

    private final IncomingSettings settings;
    private final RedisStreamGroup group;
    private final Deliveries deliveries = new Deliveries();
    private final Acknowledgements acknowledgements;
    private final Emission emission;
    private final ReaderLease lease;
    private final GroupGauges gauges;
    private final PollerState state = new PollerState();
    private final StreamPoller poller;
    private final Ticker ticker;
    private volatile boolean subscribed;

    IncomingStream(
            IncomingSettings settings, Context root, MessageTracing tracing, ChannelMetrics metrics, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.group = RedisStreamGroup.open(
                settings.store(),
                settings.stream(),
                settings.group(),
                settings.consumer(),
                settings.commandTimeout(),
                ticker);
        this.acknowledgements = new Acknowledgements(group, settings.ackTimeout(), this::acknowledged, metrics);
        FailureHandlers failures =
                new FailureHandlers(settings, group, deliveries, acknowledgements, metrics, ticker, this::fail);
        CloudEventDecoder decoder = new CloudEventDecoder(settings.cloudEvents(), settings.payloadField());
        FailureHandler strategy = failures.ofStrategy();
        EntryMessages messages = new EntryMessages(
                settings, decoder, tracing, delivery -> acknowledgements.acknowledge(delivery.id()), waking(strategy));
        this.emission = new Emission(
                deliveries,
                messages,
                waking(failures.ofUnreadable()),
                metrics,
                root,
                settings.batchSize(),
                this::start,
                this::stop);
        EntryIntake intake = new EntryIntake(settings, deliveries, emission, decoder, failures.deadLetters());
        this.lease = new ReaderLease(settings, group, ticker);
        this.gauges = new GroupGauges(metrics, deliveries);
        Upkeep upkeep = new Upkeep(settings, group, deliveries, acknowledgements, intake, gauges, metrics, ticker);
        this.poller = new StreamPoller(settings, group, deliveries, intake, upkeep, lease, metrics, ticker, state);
    }

    Flow.Publisher<? extends Message<?>> publisher() {
        return emission;
    }

    private void start() {
        state.polled(ticker.nanos());
        subscribed = true;
        Thread.ofVirtual().name("stream-" + settings.channel()).start(poller);
    }

    private void acknowledged(EntryId id) {
        deliveries.end(id);
        emission.drain();
    }

    /** Lets the next of a key be handed over when one is done with. */
    private FailureHandler waking(FailureHandler handler) {
        return (delivery, reason) -> handler.handle(delivery, reason).thenRun(() -> {
            emission.drain();
            deliveries.signal();
        });
    }

    private void fail(Throwable reason) {
        state.fail(reason);
        emission.fail(reason);
        deliveries.signal();
    }

    /** The channel's group exists, so that nothing that is appended from now on is missed. */
    void startup(HealthReportBuilder report) {
        if (settings.health()) {
            report.add(settings.channel(), state.wasReady(), state.wasReady() ? "" : "no group yet");
        }
    }

    /** The store answers. */
    void readiness(HealthReportBuilder report) {
        if (settings.health()) {
            boolean ready = group.connected() && state.wasReady() && !state.isFailing();
            report.add(settings.channel(), ready, ready ? gauges.describe() : "the store does not answer");
        }
    }

    /** The poller goes round, and the application has not stopped the channel by a failure. */
    void liveness(HealthReportBuilder report) {
        if (!settings.health()) {
            return;
        }
        Throwable failure = state.failure();
        boolean stuck = subscribed
                && (state.hasEnded() || (!state.isFailing() && ticker.nanos() - state.polledNanos() > STUCK.toNanos()));
        if (failure != null) {
            report.add(settings.channel(), false, "stopped by a failure: " + failure);
        } else {
            report.add(settings.channel(), !stuck, stuck ? "nothing is read any more" : "");
        }
    }

    /** Takes no more entries; does not wait. */
    void stop() {
        state.close();
        deliveries.signal();
    }

    /** Stops reading, waits for what is being handled, leaves the rest to other consumers. */
    @Override
    public void close() {
        stop();
        try {
            state.awaitEnd(subscribed ? LAST_POLL.toNanos() : 0);
            long deadline = ticker.nanos() + settings.closeTimeout().toNanos();
            while (!isIdle(deadline) && ticker.nanos() - deadline < 0) {
                acknowledgements.resend();
                deliveries.awaitChange(Duration.ofMillis(20).toNanos());
            }
            emission.complete();
            lease.release();
            group.remove(settings.consumer());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailable e) {
            LOG.log(Level.DEBUG, "Cannot take leave of stream {0}: {1}", settings.stream(), e.getMessage());
        } finally {
            group.close();
        }
    }

    private boolean isIdle(long deadline) throws InterruptedException {
        return deliveries.awaitIdle(Math.max(0, deadline - ticker.nanos())) && acknowledgements.open() == 0;
    }
}
