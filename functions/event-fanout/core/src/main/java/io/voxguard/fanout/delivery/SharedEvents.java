package io.voxguard.fanout.delivery;

import io.voxguard.fanout.event.FanoutEvent;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Events that a destination holds, so that another, which reads the same records at about the same time, need not parse them again. Keeps none alive. Thread-safe. */
final class SharedEvents {
    private static final int SLOTS = 1 << 12;

    private final AtomicReferenceArray<@Nullable WeakReference<FanoutEvent>> slots = new AtomicReferenceArray<>(SLOTS);

    /**
     * Returns the event of a record of the log.
     *
     * @param id of the entry
     * @throws RuntimeException if the record is not an event
     */
    FanoutEvent read(String id, byte[] record) {
        int slot = id.hashCode() & (SLOTS - 1);
        WeakReference<FanoutEvent> held = slots.get(slot);
        FanoutEvent shared = held == null ? null : held.get();
        if (shared != null && Arrays.equals(shared.structured(), record)) {
            return shared;
        }
        FanoutEvent event = FanoutEvent.read(record);
        slots.set(slot, new WeakReference<>(event));
        return event;
    }
}
