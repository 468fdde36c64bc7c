package io.voxguard.api.callevents;

import io.voxguard.api.callevents.kafka.KafkaDestination;
import io.voxguard.api.store.StoreConnection;
import io.voxguard.serving.callevent.CallEvent;
import io.voxguard.serving.callevent.CallEventJson;
import io.voxguard.serving.callevent.EventType;
import io.voxguard.serving.callevent.PhoneNumbers;
import io.voxguard.serving.outbox.Destination;
import io.voxguard.store.EventStream;
import io.voxguard.store.redis.RedisEventStream;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes what events about calls are sent with, from the settings. */
@Singleton
public final class CallEventDestinations {
    private final CallEventSettings settings;
    private final StoreConnection store;

    /** @throws IllegalArgumentException if a setting is not valid */
    CallEventDestinations(CallEventSettings settings, StoreConnection store) {
        checkSource(settings.source());
        this.settings = settings;
        this.store = store;
        numbers(); // a key that is too short ends the start, not the first event
    }

    /** Returns the types of the events that are wanted. */
    public Set<EventType> types() {
        return settings.types();
    }

    /** Returns a writer of events, for one thread. */
    public CallEventJson json() {
        return new CallEventJson(settings.source(), numbers(), new SecureRandom());
    }

    /** Opens the destination; empty if events are off. It belongs to the caller. */
    public Optional<Destination<CallEvent>> open() {
        return switch (settings.to()) {
            case OFF -> Optional.empty();
            case STREAM -> Optional.of(streams());
            case KAFKA -> Optional.of(kafka());
        };
    }

    private Destination<CallEvent> streams() {
        CallEventJson json = json();
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

    private Destination<CallEvent> kafka() {
        CallEventSettings.Kafka kafka = settings.kafka();
        String servers = kafka.bootstrapServers()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "voxguard.events.kafka.bootstrap-servers: expected host:port,…, since voxguard.events.to is kafka, got nothing"));
        return KafkaDestination.to(
                servers,
                kafka.propertiesFile(),
                Map.of(EventType.DETECTION, kafka.detectionTopic(), EventType.CALL_SCORED, kafka.callScoredTopic()),
                json());
    }

    private PhoneNumbers numbers() {
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
