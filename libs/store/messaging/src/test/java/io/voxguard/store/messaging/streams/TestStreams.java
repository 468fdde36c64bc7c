package io.voxguard.store.messaging.streams;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.providers.connectors.ExecutionHolder;
import io.vertx.mutiny.core.Vertx;
import io.voxguard.store.messaging.ChannelConfig;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Channels on one store, as a program has them, and a connection that looks at the store directly. */
final class TestStreams implements AutoCloseable {
    static final String GROUP = "test";
    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final Vertx VERTX = Vertx.vertx();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final List<RedisStreamsConnector> connectors = new CopyOnWriteArrayList<>();
    private final RedisClient client;
    private final String url;
    private final OpenTelemetry openTelemetry;
    final RedisCommands<String, String> store;

    TestStreams(String url) {
        this(url, OpenTelemetry.noop());
    }

    TestStreams(String url, OpenTelemetry openTelemetry) {
        this.url = url;
        this.openTelemetry = openTelemetry;
        this.client = RedisClient.create(url);
        this.store = client.connect().sync();
    }

    /** Returns the name of a stream that no other test uses. */
    static String newStream() {
        return "stream-" + RUN + "-" + NEXT.incrementAndGet();
    }

    RedisStreamsConnector connector() {
        RedisStreamsConnector connector = new RedisStreamsConnector(
                new ExecutionHolder(VERTX), () -> openTelemetry, Clock.systemUTC(), Ticker.SYSTEM);
        connectors.add(connector);
        return connector;
    }

    /** Returns attributes with short times, changed by names and values in turn. */
    static Map<String, String> attributes(String stream, String... namesAndValues) {
        Map<String, String> attributes = new HashMap<>(Map.of(
                "stream", stream,
                "group", GROUP,
                "claim-min-idle", "300ms",
                "claim-interval", "100ms",
                "retry-delay", "50ms",
                "close-timeout", "200ms"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            attributes.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return attributes;
    }

    /** Opens a channel whose messages a handler takes as they come; what it returns decides: done or failed. */
    Channel read(Map<String, String> attributes, Function<Message<?>, CompletionStage<Void>> handler) {
        Channel channel = new Channel(connector());
        Multi.createFrom()
                .<Message<?>>publisher(cast(channel.connector.getPublisher(
                        ChannelConfig.of(attributes.getOrDefault("stream", "in"), url, attributes))))
                .subscribe()
                .with(
                        message -> {
                            channel.messages.add(message);
                            var unused = handler.apply(message);
                        },
                        channel.failures::add);
        return channel;
    }

    /** Opens a channel whose messages are acknowledged at once. */
    Channel read(Map<String, String> attributes) {
        return read(attributes, Message::ack);
    }

    @SuppressWarnings("unchecked")
    static Flow.Publisher<Message<?>> cast(Flow.Publisher<? extends Message<?>> publisher) {
        return (Flow.Publisher<Message<?>>) publisher;
    }

    /** Sends messages through an outgoing channel. */
    @SuppressWarnings("unchecked")
    RedisStreamsConnector write(Map<String, String> attributes, Multi<? extends Message<?>> messages) {
        RedisStreamsConnector connector = connector();
        messages.subscribe((Flow.Subscriber<Message<?>>)
                connector.getSubscriber(ChannelConfig.of(attributes.getOrDefault("stream", "out"), url, attributes)));
        return connector;
    }

    /** Appends entries with a record and a key each. */
    List<String> append(String stream, String key, int from, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            ids.add(store.xadd(stream, Map.of("record", key + i, "key", key)));
        }
        return ids;
    }

    long pending(String stream) {
        return store.xpending(stream, GROUP).getCount();
    }

    static String text(Message<?> message) {
        return new String((byte[]) message.getPayload(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        connectors.forEach(RedisStreamsConnector::close);
        client.shutdown(Duration.ZERO, Duration.ZERO);
    }

    /** One channel, and what it has delivered. */
    static final class Channel {
        final RedisStreamsConnector connector;
        final List<Message<?>> messages = new CopyOnWriteArrayList<>();
        final List<Throwable> failures = new CopyOnWriteArrayList<>();

        private Channel(RedisStreamsConnector connector) {
            this.connector = connector;
        }

        List<String> texts() {
            return messages.stream().map(TestStreams::text).toList();
        }

        void close() {
            connector.close();
        }
    }
}
