package io.voxguard.api.callevents;

import io.voxguard.serving.callevent.CallEvent;
import io.voxguard.serving.callevent.CallEventJson;
import io.voxguard.serving.callevent.EventType;
import io.voxguard.serving.outbox.Destination;
import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Streams of the store, one for each type of event; each entry is a structured CloudEvent. */
final class StreamDestination implements Destination<CallEvent> {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final CallEventJson json;
    private final Map<EventType, EventStream> streams;

    StreamDestination(CallEventJson json, Map<EventType, EventStream> streams) {
        this.json = json;
        this.streams = streams;
    }

    @Override
    public List<CallEvent> deliver(List<CallEvent> batch) throws Exception {
        for (Map.Entry<EventType, EventStream> stream : streams.entrySet()) {
            List<byte[]> entries = batch.stream()
                    .filter(event -> event.type() == stream.getKey())
                    .map(json::write)
                    .toList();
            StoreOutcome outcome = stream.getValue()
                    .append(entries, LIMIT)
                    .toCompletableFuture()
                    .get(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (outcome != StoreOutcome.DONE) {
                throw new IllegalStateException("the store did not take them: " + outcome);
            }
        }
        return List.of();
    }

    @Override
    public void close() {
        streams.values().forEach(EventStream::close);
    }
}
