package io.voxguard.store.messaging.pubsub;

import static io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction.INCOMING;
import static io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction.INCOMING_AND_OUTGOING;
import static io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction.OUTGOING;

import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.health.HealthReporter;
import io.smallrye.reactive.messaging.providers.connectors.ExecutionHolder;
import io.vertx.core.impl.VertxInternal;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.time.Ticker;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/** Connector {@code redis-pubsub}: channels that are subscribed to channels of a Redis-protocol store, or publish there; at most once. Thread-safe. */
@ApplicationScoped
@Connector(RedisPubSubConnector.NAME)
@ConnectorAttribute(
        name = "url",
        description = "Address of the store: redis://, rediss:// or redis-socket://; STORE_URL if unset",
        direction = INCOMING_AND_OUTGOING,
        type = "string")
@ConnectorAttribute(
        name = "trusted-certificates",
        description = "PEM file of the authorities that a rediss:// server is checked against; the JDK's if unset",
        direction = INCOMING_AND_OUTGOING,
        type = "string")
@ConnectorAttribute(
        name = "connect-timeout",
        description = "Time to connect, TLS and greeting included",
        direction = INCOMING_AND_OUTGOING,
        type = "string",
        defaultValue = "1s")
@ConnectorAttribute(
        name = "silence",
        description = "Time that a connection may deliver nothing before it is replaced",
        direction = INCOMING_AND_OUTGOING,
        type = "string",
        defaultValue = "2s")
@ConnectorAttribute(
        name = "health-enabled",
        description = "Whether the channel takes part in the health checks",
        direction = INCOMING_AND_OUTGOING,
        type = "boolean",
        defaultValue = "true")
@ConnectorAttribute(
        name = "channels",
        description =
                "Channels of the store, separated by commas; the channel's name if unset and there are no patterns",
        direction = INCOMING,
        type = "string")
@ConnectorAttribute(
        name = "patterns",
        description = "Patterns of channels, separated by commas, as calls.*",
        direction = INCOMING,
        type = "string")
@ConnectorAttribute(
        name = "buffer-size",
        description = "Messages that wait for the application; more are dropped, logged and counted",
        direction = INCOMING,
        type = "int",
        defaultValue = "1024")
@ConnectorAttribute(
        name = "target",
        description = "Channel of the store that is published on; the channel's name if unset",
        direction = OUTGOING,
        type = "string")
@ConnectorAttribute(
        name = "max-inflight",
        description = "Messages sent and not answered yet",
        direction = OUTGOING,
        type = "int",
        defaultValue = "256")
@ConnectorAttribute(
        name = "command-timeout",
        description = "Time that the store may take to answer",
        direction = OUTGOING,
        type = "string",
        defaultValue = "2s")
public class RedisPubSubConnector implements InboundConnector, OutboundConnector, HealthReporter {
    /** Name of the connector in the configuration. */
    public static final String NAME = "redis-pubsub";

    private final Supplier<VertxInternal> vertx;
    private final Ticker ticker;
    private final List<IncomingPubSub> incoming = new CopyOnWriteArrayList<>();
    private final List<OutgoingPubSub> outgoing = new CopyOnWriteArrayList<>();

    @Inject
    RedisPubSubConnector(ExecutionHolder execution) {
        this(execution, Ticker.SYSTEM);
    }

    /** For the proxies of the container alone. */
    protected RedisPubSubConnector() {
        this(new ExecutionHolder());
    }

    RedisPubSubConnector(ExecutionHolder execution, Ticker ticker) {
        this.vertx = () -> (VertxInternal) execution.vertx().getDelegate();
        this.ticker = ticker;
    }

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        IncomingPubSubSettings settings =
                IncomingPubSubSettings.of(new RedisPubSubConnectorIncomingConfiguration(config));
        IncomingPubSub channel = new IncomingPubSub(
                settings, vertx.get().createEventLoopContext(), ChannelMetrics.of(settings.channel()), ticker);
        incoming.add(channel);
        return channel.publisher();
    }

    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        RedisPubSubConnectorOutgoingConfiguration attributes = new RedisPubSubConnectorOutgoingConfiguration(config);
        OutgoingPubSub channel = new OutgoingPubSub(
                attributes, vertx.get().createEventLoopContext(), ChannelMetrics.of(attributes.getChannel()), ticker);
        outgoing.add(channel);
        return channel.subscriber();
    }

    @Override
    public HealthReport getStartup() {
        HealthReport.HealthReportBuilder report = HealthReport.builder();
        incoming.forEach(channel -> channel.startup(report));
        return report.build();
    }

    @Override
    public HealthReport getReadiness() {
        HealthReport.HealthReportBuilder report = HealthReport.builder();
        incoming.forEach(channel -> channel.readiness(report));
        outgoing.forEach(channel -> channel.readiness(report));
        return report.build();
    }

    /** Stops the channels before the beans that handle their messages are gone. */
    @SuppressWarnings("UnusedVariable")
    void stop(
            @Observes(notifyObserver = Reception.IF_EXISTS) @Priority(50) @BeforeDestroyed(ApplicationScoped.class)
                    Object event) {
        close();
    }

    @PreDestroy
    void close() {
        incoming.forEach(IncomingPubSub::close);
        incoming.clear();
        outgoing.forEach(OutgoingPubSub::close);
        outgoing.clear();
    }
}
