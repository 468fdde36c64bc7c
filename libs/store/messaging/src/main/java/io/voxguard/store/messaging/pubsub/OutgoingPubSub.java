package io.voxguard.store.messaging.pubsub;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.health.HealthReport.HealthReportBuilder;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import io.smallrye.reactive.messaging.providers.helpers.SenderProcessor;
import io.vertx.core.Context;
import io.voxguard.store.messaging.OutgoingRedisPubSubMetadata;
import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.payload.PayloadBytes;
import io.voxguard.store.messaging.redis.RedisPublisher;
import io.voxguard.store.messaging.setting.Setting;
import io.voxguard.store.messaging.setting.StoreSettings;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Message;

/** One outgoing channel: each message is published once, or refused. Thread-safe. */
final class OutgoingPubSub implements AutoCloseable {
    private static final Logger LOG = System.getLogger(OutgoingPubSub.class.getName());

    private final String channel;
    private final String target;
    private final boolean health;
    private final Executor onContext;
    private final RedisPublisher publisher;
    private final ChannelMetrics metrics;
    private final SenderProcessor processor;
    private final Flow.Subscriber<? extends Message<?>> subscriber;

    /**
     * Opens a channel.
     *
     * @param root context on which the senders of messages are told what became of them
     * @throws IllegalArgumentException if an attribute is out of bounds; names it
     */
    OutgoingPubSub(
            RedisPubSubConnectorOutgoingConfiguration config, Context root, ChannelMetrics metrics, Ticker ticker) {
        this.onContext = task -> root.runOnContext(ignored -> task.run());
        String prefix = "mp.messaging.outgoing." + config.getChannel() + '.';
        this.channel = config.getChannel();
        this.target = new Setting(prefix + "target").text(config.getTarget().orElse(channel));
        this.health = config.getHealthEnabled();
        this.metrics = metrics;
        int maxInflight = new Setting(prefix + "max-inflight").within(config.getMaxInflight(), 1, 10_000);
        Duration timeout = new Setting(prefix + "command-timeout")
                .duration(config.getCommandTimeout(), Duration.ofMillis(100), Duration.ofMinutes(1));
        this.publisher = RedisPublisher.open(
                StoreSettings.of(
                        prefix,
                        config.getUrl(),
                        config.getConnectTimeout(),
                        config.getSilence(),
                        config.getTrustedCertificates()),
                timeout,
                ticker);
        this.processor = new SenderProcessor(maxInflight, true, this::send);
        this.subscriber = MultiUtils.via(processor, sent -> sent.onFailure()
                .invoke(fault -> LOG.log(Level.ERROR, "Channel " + channel + " failed", fault)));
    }

    Flow.Subscriber<? extends Message<?>> subscriber() {
        return subscriber;
    }

    private Uni<Void> send(Message<?> message) {
        return Uni.createFrom()
                .completionStage(() -> publisher.publish(
                        message.getMetadata(OutgoingRedisPubSubMetadata.class)
                                .map(OutgoingRedisPubSubMetadata::channel)
                                .orElse(target),
                        PayloadBytes.of(message.getPayload()).bytes()))
                .emitOn(onContext)
                .onItemOrFailure()
                .transformToUni((subscribers, fault) -> fault == null ? accept(message) : refuse(message, fault));
    }

    private Uni<Void> accept(Message<?> message) {
        metrics.count(ChannelEvent.SENT);
        return told(() -> message.ack());
    }

    private Uni<Void> refuse(Message<?> message, Throwable fault) {
        metrics.count(ChannelEvent.NOT_SENT);
        LOG.log(Level.WARNING, "Cannot publish on {0}; the message is refused: {1}", target, fault.toString());
        return told(() -> message.nack(fault));
    }

    /** Tells the sender; what it makes of that does not end the channel. */
    private Uni<Void> told(Supplier<CompletionStage<Void>> sender) {
        return Uni.createFrom().completionStage(sender).onFailure().recoverWithUni(fault -> {
            LOG.log(Level.WARNING, "The sender of a message on channel {0} failed: {1}", channel, fault);
            return Uni.createFrom().voidItem();
        });
    }

    /** The store is connected. */
    void readiness(HealthReportBuilder report) {
        if (health) {
            report.add(channel, publisher.connected(), publisher.connected() ? "" : "the store does not answer");
        }
    }

    @Override
    public void close() {
        processor.cancel();
        publisher.close();
    }
}
