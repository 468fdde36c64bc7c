package io.voxguard.store.messaging.streams;

import static io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction.INCOMING;
import static io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction.INCOMING_AND_OUTGOING;
import static io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction.OUTGOING;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.health.HealthReporter;
import io.smallrye.reactive.messaging.providers.connectors.ExecutionHolder;
import io.vertx.core.impl.VertxInternal;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.tracing.MessageTracing;
import io.voxguard.time.Ticker;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/** Connector {@code redis-streams}: channels that read a stream of a Redis-protocol store as a consumer group, or append to one. Thread-safe. */
@ApplicationScoped
@Connector(RedisStreamsConnector.NAME)
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
        name = "command-timeout",
        description = "Time that the store may take to answer a command",
        direction = INCOMING_AND_OUTGOING,
        type = "string",
        defaultValue = "2s")
@ConnectorAttribute(
        name = "stream",
        description = "Key of the stream; the channel's name if unset",
        direction = INCOMING_AND_OUTGOING,
        type = "string")
@ConnectorAttribute(
        name = "payload-field",
        description = "Field of an entry that has the payload",
        direction = INCOMING_AND_OUTGOING,
        type = "string",
        defaultValue = "record")
@ConnectorAttribute(
        name = "max-inflight",
        description = "Incoming: entries read and not acknowledged yet. Outgoing: appends sent and not answered yet",
        direction = INCOMING_AND_OUTGOING,
        type = "int",
        defaultValue = "256")
@ConnectorAttribute(
        name = "tracing-enabled",
        description = "Whether the trace context is read and written",
        direction = INCOMING_AND_OUTGOING,
        type = "boolean",
        defaultValue = "true")
@ConnectorAttribute(
        name = "health-enabled",
        description = "Whether the channel takes part in the health checks",
        direction = INCOMING_AND_OUTGOING,
        type = "boolean",
        defaultValue = "true")
@ConnectorAttribute(
        name = "group",
        description = "Consumer group; quarkus.application.name if unset",
        direction = INCOMING,
        type = "string")
@ConnectorAttribute(
        name = "consumer",
        description = "Name in the group, unique; host name and a random part if unset",
        direction = INCOMING,
        type = "string")
@ConnectorAttribute(
        name = "start",
        description =
                "Where a group that does not exist begins: 0 (first entry), $ (new entries) or after an entry's id",
        direction = INCOMING,
        type = "string",
        defaultValue = "0")
@ConnectorAttribute(
        name = "batch",
        description = "Whether a message is a list of payloads",
        direction = INCOMING,
        type = "boolean",
        defaultValue = "false")
@ConnectorAttribute(
        name = "batch-size",
        description = "Most payloads of a list",
        direction = INCOMING,
        type = "int",
        defaultValue = "100")
@ConnectorAttribute(
        name = "ordered",
        description = "none: entries are handled side by side; key: those of one key one after the other",
        direction = INCOMING,
        type = "string",
        defaultValue = "none")
@ConnectorAttribute(
        name = "key",
        description = "Field that has the key, or ce: and an attribute of the CloudEvent, as ce:subject",
        direction = INCOMING,
        type = "string")
@ConnectorAttribute(
        name = "exclusive",
        description = "Whether one consumer of the group reads at a time, the others stand by; true if ordered by key",
        direction = INCOMING,
        type = "boolean")
@ConnectorAttribute(
        name = "claim-min-idle",
        description = "Time after which entries of a consumer that shows no sign of life are claimed by others",
        direction = INCOMING,
        type = "string",
        defaultValue = "30s")
@ConnectorAttribute(
        name = "claim-interval",
        description = "Time between two looks for such entries",
        direction = INCOMING,
        type = "string",
        defaultValue = "5s")
@ConnectorAttribute(
        name = "failure-strategy",
        description = "What becomes of a refused entry: fail, ignore, dead-letter or delayed-retry",
        direction = INCOMING,
        type = "string",
        defaultValue = "delayed-retry")
@ConnectorAttribute(
        name = "retry-delay",
        description = "Delay before the second delivery; doubled for each further one",
        direction = INCOMING,
        type = "string",
        defaultValue = "1s")
@ConnectorAttribute(
        name = "retry-max-delay",
        description = "Longest delay between two deliveries",
        direction = INCOMING,
        type = "string",
        defaultValue = "30s")
@ConnectorAttribute(
        name = "max-deliveries",
        description = "Deliveries after which an entry goes to the dead letters; 0: never",
        direction = INCOMING,
        type = "int",
        defaultValue = "10")
@ConnectorAttribute(
        name = "dead-letter-stream",
        description = "Stream of dead letters; that of the channel with :dead if unset",
        direction = INCOMING,
        type = "string")
@ConnectorAttribute(
        name = "trim-keep",
        description = "Newest entries that are kept when acknowledged ones are removed; nothing is removed if unset",
        direction = INCOMING,
        type = "int")
@ConnectorAttribute(
        name = "trim-interval",
        description = "Time between two removals",
        direction = INCOMING,
        type = "string",
        defaultValue = "5s")
@ConnectorAttribute(
        name = "consumer-expiry",
        description = "Time after which consumers that ask for nothing and have nothing pending are removed",
        direction = INCOMING,
        type = "string",
        defaultValue = "1h")
@ConnectorAttribute(
        name = "ack-timeout",
        description = "Time after which an acknowledgement that the store has not answered fails",
        direction = INCOMING,
        type = "string",
        defaultValue = "30s")
@ConnectorAttribute(
        name = "close-timeout",
        description = "Time that a stop waits for entries that are being handled",
        direction = INCOMING,
        type = "string",
        defaultValue = "5s")
@ConnectorAttribute(
        name = "cloud-events",
        description = "What is read as a CloudEvent: detect, structured (every payload) or off",
        direction = INCOMING,
        type = "string",
        defaultValue = "detect")
@ConnectorAttribute(
        name = "retries",
        description = "Further attempts for an append that is certainly not done, or is deduplicated",
        direction = OUTGOING,
        type = "int",
        defaultValue = "5")
@ConnectorAttribute(
        name = "retry-delay",
        description = "Delay before the first of them; doubled for each further one, up to 5s",
        direction = OUTGOING,
        type = "string",
        defaultValue = "100ms")
@ConnectorAttribute(
        name = "deduplicate-window",
        description = "Time within which an event is appended once, by its identity; not looked at if unset",
        direction = OUTGOING,
        type = "string")
@ConnectorAttribute(
        name = "max-length",
        description =
                "Entries above this number that all groups have acknowledged are removed; nothing is removed if unset",
        direction = OUTGOING,
        type = "int")
@ConnectorAttribute(
        name = "cloud-events-mode",
        description = "How CloudEvents are written: binary, structured or off",
        direction = OUTGOING,
        type = "string",
        defaultValue = "binary")
@ConnectorAttribute(
        name = "cloud-events-source",
        description = "Source of messages without metadata; with the type, it makes each one a CloudEvent",
        direction = OUTGOING,
        type = "string")
@ConnectorAttribute(
        name = "cloud-events-type",
        description = "Type of messages without metadata",
        direction = OUTGOING,
        type = "string")
public class RedisStreamsConnector implements InboundConnector, OutboundConnector, HealthReporter {
    /** Name of the connector in the configuration. */
    public static final String NAME = "redis-streams";

    private final Supplier<VertxInternal> vertx;
    private final Supplier<OpenTelemetry> openTelemetry;
    private final Clock clock;
    private final Ticker ticker;
    private final List<IncomingStream> incoming = new CopyOnWriteArrayList<>();
    private final List<OutgoingStream> outgoing = new CopyOnWriteArrayList<>();

    @Inject
    RedisStreamsConnector(ExecutionHolder execution, @Any Instance<OpenTelemetry> openTelemetry) {
        this(execution, () -> openTelemetry.isResolvable() ? openTelemetry.get() : GlobalOpenTelemetry.get());
    }

    /** For the proxies of the container alone. */
    protected RedisStreamsConnector() {
        this(new ExecutionHolder(), GlobalOpenTelemetry::get);
    }

    private RedisStreamsConnector(ExecutionHolder execution, Supplier<OpenTelemetry> openTelemetry) {
        this(execution, openTelemetry, Clock.systemUTC(), Ticker.SYSTEM);
    }

    RedisStreamsConnector(
            ExecutionHolder execution, Supplier<OpenTelemetry> openTelemetry, Clock clock, Ticker ticker) {
        this.vertx = () -> (VertxInternal) execution.vertx().getDelegate();
        this.openTelemetry = openTelemetry;
        this.clock = clock;
        this.ticker = ticker;
    }

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        IncomingSettings settings = IncomingSettings.of(new RedisStreamsConnectorIncomingConfiguration(config));
        IncomingStream stream = new IncomingStream(
                settings,
                vertx.get().createEventLoopContext(),
                MessageTracing.of(settings.tracing(), openTelemetry),
                ChannelMetrics.of(settings.channel()),
                ticker);
        incoming.add(stream);
        return stream.publisher();
    }

    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        OutgoingSettings settings = OutgoingSettings.of(new RedisStreamsConnectorOutgoingConfiguration(config), clock);
        OutgoingStream stream = new OutgoingStream(
                settings,
                vertx.get().createEventLoopContext(),
                MessageTracing.of(settings.tracing(), openTelemetry),
                ChannelMetrics.of(settings.channel()),
                ticker);
        outgoing.add(stream);
        return stream.subscriber();
    }

    @Override
    public HealthReport getStartup() {
        HealthReport.HealthReportBuilder report = HealthReport.builder();
        incoming.forEach(stream -> stream.startup(report));
        outgoing.forEach(stream -> stream.startup(report));
        return report.build();
    }

    @Override
    public HealthReport getReadiness() {
        HealthReport.HealthReportBuilder report = HealthReport.builder();
        incoming.forEach(stream -> stream.readiness(report));
        outgoing.forEach(stream -> stream.readiness(report));
        return report.build();
    }

    @Override
    public HealthReport getLiveness() {
        HealthReport.HealthReportBuilder report = HealthReport.builder();
        incoming.forEach(stream -> stream.liveness(report));
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
        incoming.forEach(IncomingStream::stop);
        incoming.forEach(IncomingStream::close);
        incoming.clear();
        outgoing.forEach(OutgoingStream::close);
        outgoing.clear();
    }
}
