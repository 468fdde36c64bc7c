package io.voxguard.store.messaging.pubsub;

import io.smallrye.reactive.messaging.health.HealthReport.HealthReportBuilder;
import io.vertx.core.Context;
import io.voxguard.store.messaging.IncomingRedisPubSubMetadata;
import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.redis.RedisSubscription;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** One incoming channel: its subscriptions, what waits for the application, its health. Thread-safe. */
final class IncomingPubSub implements RedisSubscription.Receiver, AutoCloseable {
    private static final Logger LOG = System.getLogger(IncomingPubSub.class.getName());
    private static final long LOG_PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

    private final IncomingPubSubSettings settings;
    private final ChannelMetrics metrics;
    private final Ticker ticker;
    private final PubSubEmission emission;
    private final AtomicLong droppedLogged;
    private volatile @Nullable RedisSubscription subscription;

    IncomingPubSub(IncomingPubSubSettings settings, Context root, ChannelMetrics metrics, Ticker ticker) {
        this.settings = settings;
        this.metrics = metrics;
        this.ticker = ticker;
        this.droppedLogged = new AtomicLong(ticker.nanos() - LOG_PERIOD_NANOS);
        this.emission = new PubSubEmission(root, settings.bufferSize(), metrics, this::subscribe);
    }

    Flow.Publisher<? extends Message<?>> publisher() {
        return emission;
    }

    private void subscribe() {
        subscription = RedisSubscription.open(settings.store(), settings.channels(), settings.patterns(), this, ticker);
    }

    @Override
    public void received(String channel, Optional<String> pattern, byte[] payload) {
        if (!emission.offer(new IncomingRedisPubSubMetadata(channel, pattern), payload)) {
            metrics.count(ChannelEvent.DROPPED);
            long logged = droppedLogged.get();
            if (ticker.nanos() - logged >= LOG_PERIOD_NANOS && droppedLogged.compareAndSet(logged, ticker.nanos())) {
                LOG.log(
                        Level.WARNING,
                        "Channel {0} drops messages: {1} wait for the application already",
                        settings.channel(),
                        settings.bufferSize());
            }
        }
    }

    @Override
    public void missed(Duration outage) {
        metrics.count(ChannelEvent.GAP);
        LOG.log(
                Level.WARNING,
                "Channel {0} was not subscribed for {1} ms; what was published meanwhile is missed",
                settings.channel(),
                outage.toMillis());
    }

    /** All subscriptions were confirmed once. */
    void startup(HealthReportBuilder report) {
        RedisSubscription current = subscription;
        add(report, current != null && current.wasComplete());
    }

    /** All subscriptions are confirmed. */
    void readiness(HealthReportBuilder report) {
        RedisSubscription current = subscription;
        add(report, current != null && current.isComplete());
    }

    private void add(HealthReportBuilder report, boolean subscribed) {
        if (settings.health()) {
            report.add(settings.channel(), subscribed, subscribed ? "" : "not subscribed");
        }
    }

    @Override
    public void close() {
        RedisSubscription current = subscription;
        if (current != null) {
            current.close();
        }
        emission.complete();
    }
}
