package io.voxguard.fanout.delivery;

import io.voxguard.store.EventLog;
import io.voxguard.store.LogWatch;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.util.function.IntConsumer;

/** Waits for new entries of a partition, on a thread of its own, and says so. */
final class PartitionWatch {
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final int partition;
    private final FanoutStore store;
    private final Duration timeout;
    private final DeliverySettings settings;
    private final IntConsumer newEntries;
    private final Thread thread;

    PartitionWatch(int partition, FanoutStore store, DeliverySettings settings, IntConsumer newEntries) {
        this.partition = partition;
        this.store = store;
        this.timeout = settings.storeTimeout();
        this.settings = settings;
        this.newEntries = newEntries;
        this.thread =
                Thread.ofPlatform().name("fanout-watch-" + partition).daemon().start(this::run);
    }

    private void run() {
        try (LogWatch watch = store.watch(partition)) {
            String last = EventLog.START;
            for (int failures = 0; !Thread.interrupted(); ) { // cleared, since closing the watch waits
                try {
                    String before = last;
                    last = watch.awaitAfter(last, WAIT, timeout).orElse(last);
                    if (!last.equals(before)) {
                        newEntries.accept(partition);
                    }
                    failures = 0;
                } catch (StoreUnavailable e) {
                    failures++; // the workers complain
                    settings.backoff().pause(failures);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        thread.interrupt();
    }
}
