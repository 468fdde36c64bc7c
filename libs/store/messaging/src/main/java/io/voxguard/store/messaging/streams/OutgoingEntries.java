package io.voxguard.store.messaging.streams;

import io.smallrye.reactive.messaging.ce.CloudEventMetadata;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.voxguard.store.messaging.OutgoingRedisStreamMetadata;
import io.voxguard.store.messaging.payload.PayloadBytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Makes the entries of messages. Immutable. */
record OutgoingEntries(OutgoingSettings settings) {

    /**
     * Returns the entry of a message.
     *
     * @throws IllegalArgumentException if its payload cannot be written
     */
    OutgoingEntry of(Message<?> message) {
        OutgoingRedisStreamMetadata given =
                message.getMetadata(OutgoingRedisStreamMetadata.class).orElseGet(OutgoingRedisStreamMetadata::empty);
        String stream = given.stream().orElse(settings.stream());
        Map<String, byte[]> fields = new LinkedHashMap<>(given.fields());
        PayloadBytes payload = PayloadBytes.of(message.getPayload());
        Optional<CloudEventMetadata<?>> own =
                message.getMetadata(OutgoingCloudEventMetadata.class).map(any -> (CloudEventMetadata<?>) any);
        Optional<CloudEventMetadata<?>> event = settings.events().eventOf(own);
        event.ifPresentOrElse(
                metadata -> settings.events().encode(metadata, payload.contentType(), payload.bytes(), fields),
                () -> fields.put(settings.payloadField(), payload.bytes()));
        Optional<String> identity = settings.deduplicateWindow()
                .flatMap(window -> given.eventId().or(() -> own.map(one -> one.getSource() + " " + one.getId())));
        return new OutgoingEntry(stream, identity.map(id -> stream + ":event:" + id), fields);
    }
}
