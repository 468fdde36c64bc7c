package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.redis.RedisStreamGroup;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Moves entries to the stream of dead letters: their own fields, and {@code dead-letter-…} fields that say why. An entry that can't be moved is tried again. Thread-safe. */
final class DeadLetters implements FailureHandler {
    private static final Logger LOG = System.getLogger(DeadLetters.class.getName());
    private static final int MAX_REASON = 1_000;

    private final RedisStreamGroup group;
    private final IncomingSettings settings;
    private final Deliveries deliveries;
    private final BiConsumer<Delivery, Throwable> retry;
    private final ChannelMetrics metrics;

    /** @param retry takes entries that could not be moved */
    DeadLetters(
            RedisStreamGroup group,
            IncomingSettings settings,
            Deliveries deliveries,
            BiConsumer<Delivery, Throwable> retry,
            ChannelMetrics metrics) {
        this.group = group;
        this.settings = settings;
        this.deliveries = deliveries;
        this.retry = retry;
        this.metrics = metrics;
    }

    @Override
    public CompletionStage<Void> handle(Delivery delivery, Throwable reason) {
        return group.moveToDeadLetters(delivery.id(), settings.deadLetterStream(), fields(delivery, reason))
                .handle((moved, fault) -> {
                    if (fault == null) {
                        LOG.log(
                                Level.WARNING,
                                "Moved entry {0} of {1} to {2}: {3}",
                                delivery.id(),
                                settings.stream(),
                                settings.deadLetterStream(),
                                reason);
                        metrics.count(ChannelEvent.DEAD_LETTERED, moved);
                        deliveries.end(delivery.id());
                    } else {
                        LOG.log(
                                Level.WARNING,
                                "Cannot move entry {0} of {1} to {2}; it is delivered again: {3}",
                                delivery.id(),
                                settings.stream(),
                                settings.deadLetterStream(),
                                fault);
                        retry.accept(delivery, reason);
                    }
                    return fault == null;
                })
                .thenAccept(moved -> {});
    }

    private Map<String, byte[]> fields(Delivery delivery, Throwable reason) {
        Map<String, byte[]> fields = new LinkedHashMap<>(delivery.entry().fields());
        put(fields, "reason", String.valueOf(reason.getMessage()));
        put(fields, "exception", reason.getClass().getName());
        put(fields, "stream", settings.stream());
        put(fields, "group", settings.group());
        put(fields, "id", delivery.id().toString());
        put(fields, "deliveries", Long.toString(delivery.entry().deliveries()));
        return fields;
    }

    private static void put(Map<String, byte[]> fields, String name, String value) {
        String shown = value.length() > MAX_REASON ? value.substring(0, MAX_REASON) : value;
        fields.put("dead-letter-" + name, shown.getBytes(StandardCharsets.UTF_8));
    }
}
