package io.voxguard.store.messaging.streams;

import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.smallrye.reactive.messaging.providers.connectors.ExecutionHolder;
import io.vertx.mutiny.core.Vertx;
import io.voxguard.store.messaging.ChannelConfig;
import io.voxguard.store.messaging.IncomingRedisStreamMetadata;
import io.voxguard.store.messaging.OutgoingRedisStreamMetadata;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Program that passes every entry of one stream on to another through the connectors, in the order of keys, to be killed by {@link KilledRelayTest}. An entry is
 * acknowledged when the other stream has it. Arguments: the store's address, the names of both streams.
 */
final class Relay {
    private Relay() {}

    public static void main(String... arguments) throws InterruptedException {
        String url = arguments[0];
        Map<String, String> in = Map.of(
                "stream", arguments[1],
                "group", "relay",
                "ordered", "key",
                "key", "key",
                "claim-min-idle", "2s",
                "claim-interval", "500ms",
                "retry-delay", "50ms",
                "max-deliveries", "0"); // each kill counts as a delivery
        Map<String, String> out = Map.of("stream", arguments[2], "deduplicate-window", "10m");
        RedisStreamsConnector connector = new RedisStreamsConnector(
                new ExecutionHolder(Vertx.vertx()), OpenTelemetry::noop, Clock.systemUTC(), Ticker.SYSTEM);

        UnicastProcessor<Message<?>> passedOn = UnicastProcessor.create();
        passedOn.subscribe(subscriber(connector, ChannelConfig.of("out", url, out)));
        Multi.createFrom()
                .<Message<?>>publisher(TestStreams.cast(connector.getPublisher(ChannelConfig.of("in", url, in))))
                .subscribe()
                .with(message -> passedOn.onNext(passedOn(message)));
        new CountDownLatch(1).await();
    }

    @SuppressWarnings("unchecked")
    private static Flow.Subscriber<Message<?>> subscriber(RedisStreamsConnector connector, Config config) {
        return (Flow.Subscriber<Message<?>>) connector.getSubscriber(config);
    }

    private static Message<?> passedOn(Message<?> message) {
        String key = message.getMetadata(IncomingRedisStreamMetadata.class)
                .orElseThrow()
                .key()
                .orElseThrow();
        String record = TestStreams.text(message);
        return Message.of(record, () -> message.ack(), failure -> message.nack(failure))
                .addMetadata(OutgoingRedisStreamMetadata.empty()
                        .withEventId(record)
                        .withField("key", key.getBytes(StandardCharsets.UTF_8)));
    }
}
