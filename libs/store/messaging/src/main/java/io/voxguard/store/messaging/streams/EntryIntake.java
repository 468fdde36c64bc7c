package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.cloudevents.CloudEventDecoder;
import io.voxguard.store.messaging.redis.StreamEntry;
import java.util.List;
import java.util.Optional;

/** Takes entries that were read: to the application, or to the dead letters if they were delivered too often. */
final class EntryIntake {
    private final IncomingSettings settings;
    private final Deliveries deliveries;
    private final Emission emission;
    private final CloudEventDecoder decoder;
    private final FailureHandler deadLetters;

    EntryIntake(
            IncomingSettings settings,
            Deliveries deliveries,
            Emission emission,
            CloudEventDecoder decoder,
            FailureHandler deadLetters) {
        this.settings = settings;
        this.deliveries = deliveries;
        this.emission = emission;
        this.decoder = decoder;
        this.deadLetters = deadLetters;
    }

    /** Returns how many entries may be read. */
    int room() {
        return emission.room(Math.max(0, settings.maxInflight() - deliveries.size()));
    }

    /** Takes entries; those that are being handled already are left out. */
    void accept(List<StreamEntry> entries) {
        for (StreamEntry entry : entries) {
            Optional<String> key = settings.key().read(entry.fields(), decoder);
            if (settings.maxDeliveries() > 0 && entry.deliveries() > settings.maxDeliveries()) {
                deadLetters.handle(
                        new Delivery(entry, key),
                        new IllegalStateException("deliveries: expected at most " + settings.maxDeliveries() + ", got "
                                + entry.deliveries()));
            } else {
                deliveries.add(entry, key);
            }
        }
        if (!entries.isEmpty()) {
            emission.drain();
        }
    }

    /** Hands over entries whose time to be tried again has come. */
    void resumed() {
        emission.drain();
    }
}
