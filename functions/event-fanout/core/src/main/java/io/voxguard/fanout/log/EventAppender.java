package io.voxguard.fanout.log;

import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.store.EventLog;
import io.voxguard.store.EventLog.NewEvent;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;

/** Appends accepted events to the log: one command for the events of each partition, those of all partitions at the same time. Thread-safe. */
public final class EventAppender {
    private static final int MAX_EVENTS_PER_COMMAND = 200;
    private static final int MAX_BYTES_PER_COMMAND = 1 << 20;

    /** A command waits for its reply. */
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("fanout-append").start(task);

    private final Partitions partitions;
    private final IntFunction<EventLog> logs;
    private final Duration window;
    private final Duration timeout;

    /**
     * @param window time in which an event with the same source and id is dropped
     * @param timeout of one command
     */
    public EventAppender(Partitions partitions, IntFunction<EventLog> logs, Duration window, Duration timeout) {
        this.partitions = partitions;
        this.logs = logs;
        this.window = window;
        this.timeout = timeout;
    }

    /** Result for one event of a batch. */
    public enum Appended {
        /** It is in the log. */
        NEW,
        /** It was in the log before. */
        DUPLICATE,
        /** The store did not say that it has it. */
        FAILED
    }

    /**
     * Appends events; those of one ordering key in the order of the list. After a failure in a partition its further events are FAILED too.
     *
     * @param failures gets the cause of each failed command
     * @return the results in the order of the events
     */
    public List<Appended> append(List<FanoutEvent> events, List<String> failures) {
        Map<Integer, List<Integer>> byPartition = new TreeMap<>();
        for (int i = 0; i < events.size(); i++) {
            byPartition
                    .computeIfAbsent(partitions.of(events.get(i).orderingKey()), any -> new ArrayList<>())
                    .add(i);
        }
        Appended[] results = new Appended[events.size()];
        List<String> allFailures = Collections.synchronizedList(failures);
        CompletableFuture<?>[] appends = byPartition.entrySet().stream()
                .map(part -> CompletableFuture.runAsync(
                        () -> append(logs.apply(part.getKey()), events, part.getValue(), results, allFailures),
                        THREADS))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(appends).join(); // each is bounded by the timeout
        return List.of(results);
    }

    private void append(
            EventLog log, List<FanoutEvent> events, List<Integer> indexes, Appended[] results, List<String> failures) {
        boolean failed = false;
        for (int from = 0; from < indexes.size(); ) {
            int to = commandEnd(events, indexes, from);
            List<Integer> command = indexes.subList(from, to);
            failed = failed || !appendAtOnce(log, events, command, results, failures);
            if (failed) {
                command.forEach(index -> results[index] = Appended.FAILED);
            }
            from = to;
        }
    }

    /** Appends by one command; returns whether it succeeded. */
    private boolean appendAtOnce(
            EventLog log, List<FanoutEvent> events, List<Integer> command, Appended[] results, List<String> failures) {
        List<NewEvent> records = command.stream()
                .map(events::get)
                .map(event -> new NewEvent(event.identity(), event.structured()))
                .toList();
        try {
            List<Boolean> appended = log.append(records, window, timeout);
            for (int i = 0; i < command.size(); i++) {
                results[command.get(i)] = appended.get(i) ? Appended.NEW : Appended.DUPLICATE;
            }
            return true;
        } catch (StoreUnavailable e) {
            failures.add(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static int commandEnd(List<FanoutEvent> events, List<Integer> indexes, int from) {
        long bytes = 0;
        int to = from;
        while (to < indexes.size()
                && to - from < MAX_EVENTS_PER_COMMAND
                && (bytes == 0 || bytes < MAX_BYTES_PER_COMMAND)) {
            bytes += events.get(indexes.get(to)).structured().length;
            to++;
        }
        return to;
    }
}
