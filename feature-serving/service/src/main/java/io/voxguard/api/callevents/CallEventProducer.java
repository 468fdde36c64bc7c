package io.voxguard.api.callevents;

import io.micrometer.core.instrument.MeterRegistry;
import io.voxguard.api.callevents.kafka.KafkaDestination;
import io.voxguard.api.store.StoreConnection;
import io.voxguard.serving.callevent.CallEvent;
import io.voxguard.serving.callevent.CallEventJson;
import io.voxguard.serving.callevent.CallEvents;
import io.voxguard.serving.callevent.EventType;
import io.voxguard.serving.callevent.PhoneNumbers;
import io.voxguard.serving.outbox.Destination;
import io.voxguard.serving.outbox.Outbox;
import io.voxguard.serving.outbox.Redelivery;
import io.voxguard.serving.pipeline.DecidedCallSink;
import io.voxguard.store.EventStream;
import io.voxguard.store.redis.RedisEventStream;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Makes the one sink of decided calls of the process. */
@Singleton
final class CallEventProducer {
    private static final Backoff BACKOFF = Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(1));

    @Produces
    @Singleton
    DecidedCallSink sink(
            CallEventSettings settings, StoreConnection store, MeterRegistry meters, Clock clock, Ticker ticker) {
        checkSource(settings.source());
        PhoneNumbers numbers = numbers(settings);
        return switch (settings.to()) {
            case OFF -> DecidedCallSink.NONE;
            case STREAM -> events(streams(settings, json(settings, numbers), store), settings, meters, clock, ticker);
            case KAFKA -> events(kafka(settings, json(settings, numbers)), settings, meters, clock, ticker);
        };
    }

    void close(@Disposes DecidedCallSink sink) {
        if (sink instanceof CallEvents events) {
            events.close();
        }
    }

    private static CallEvents events(
            Destination<CallEvent> destination,
            CallEventSettings settings,
            MeterRegistry meters,
            Clock clock,
            Ticker ticker) {
        Outbox<CallEvent> outbox = new Outbox<>(
                "call events",
                settings.queue(),
                destination,
                new Redelivery(settings.retryFor(), BACKOFF),
                new CallEventMetrics(settings.types(), meters),
                ticker);
        CallEventMetrics.registerQueue(outbox, meters);
        return new CallEvents(settings.types(), outbox, clock);
    }

    private static CallEventJson json(CallEventSettings settings, PhoneNumbers numbers) {
        return new CallEventJson(settings.source(), numbers, new SecureRandom());
    }

    private static Destination<CallEvent> streams(
            CallEventSettings settings, CallEventJson json, StoreConnection store) {
        CallEventSettings.Stream names = settings.stream();
        Map<EventType, EventStream> streams = new EnumMap<>(EventType.class);
        for (EventType type : settings.types()) {
            String key =
                    switch (type) {
                        case DETECTION -> names.detection();
                        case CALL_SCORED -> names.callScored();
                    };
            streams.put(type, RedisEventStream.open(store.config(), key, names.maxLength()));
        }
        return new StreamDestination(json, streams);
    }

    private static Destination<CallEvent> kafka(CallEventSettings settings, CallEventJson json) {
        CallEventSettings.Kafka kafka = settings.kafka();
        String servers = kafka.bootstrapServers()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "voxguard.events.kafka.bootstrap-servers: expected host:port,…, since voxguard.events.to is kafka, got nothing"));
        return KafkaDestination.to(
                servers,
                kafka.propertiesFile(),
                Map.of(EventType.DETECTION, kafka.detectionTopic(), EventType.CALL_SCORED, kafka.callScoredTopic()),
                json);
    }

    private static PhoneNumbers numbers(CallEventSettings settings) {
        return switch (settings.numbers()) {
            case PLAIN -> new PhoneNumbers.Plain();
            case HASH -> {
                try {
                    yield new PhoneNumbers.Hashed(settings.hashKey().orElse(""));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "voxguard.events.hash-key: " + e.getMessage() + "; voxguard.events.numbers is hash", e);
                }
            }
        };
    }

    private static void checkSource(String source) {
        try {
            new URI(source);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "voxguard.events.source: expected a URI reference, got \"" + source + '"', e);
        }
    }
}
