package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.redis.EntryId;
import io.voxguard.store.messaging.redis.RedisStreamGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Acknowledgements of entries. One that the store has not answered is sent again until it has: an entry that was handled is not handled again by this process, though
 * the application may have stopped waiting. Thread-safe.
 */
final class Acknowledgements {
    private static final int MAX_IDS = 500;

    private final RedisStreamGroup group;
    private final Duration timeout;
    private final Consumer<EntryId> done;
    private final ChannelMetrics metrics;
    private final Map<EntryId, CompletableFuture<Void>> open = new ConcurrentHashMap<>();
    private final Queue<EntryId> unanswered = new ConcurrentLinkedQueue<>();

    /** @param done told of each entry that is acknowledged */
    Acknowledgements(RedisStreamGroup group, Duration timeout, Consumer<EntryId> done, ChannelMetrics metrics) {
        this.group = group;
        this.timeout = timeout;
        this.done = done;
        this.metrics = metrics;
    }

    /** Acknowledges an entry; fails after the timeout, but goes on trying. */
    CompletionStage<Void> acknowledge(EntryId id) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        CompletableFuture<Void> before = open.putIfAbsent(id, answer);
        if (before == null) {
            send(List.of(id));
        }
        return (before == null ? answer : before).copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Sends again what the store has not answered. */
    void resend() {
        List<EntryId> ids = new ArrayList<>();
        for (EntryId id = unanswered.poll(); id != null; id = unanswered.poll()) {
            ids.add(id);
            if (ids.size() == MAX_IDS) {
                send(List.copyOf(ids));
                ids.clear();
            }
        }
        if (!ids.isEmpty()) {
            send(ids);
        }
    }

    /** Returns how many entries wait for the store's answer. */
    int open() {
        return open.size();
    }

    private void send(Collection<EntryId> ids) {
        group.acknowledge(ids).whenComplete((count, fault) -> {
            if (fault == null || RedisStreamGroup.isGroupMissing(fault)) {
                ids.forEach(this::answered);
            } else {
                unanswered.addAll(ids);
            }
        });
    }

    private void answered(EntryId id) {
        metrics.count(ChannelEvent.ACKNOWLEDGED);
        done.accept(id);
        CompletableFuture<Void> answer = open.remove(id);
        if (answer != null) {
            answer.complete(null);
        }
    }
}
