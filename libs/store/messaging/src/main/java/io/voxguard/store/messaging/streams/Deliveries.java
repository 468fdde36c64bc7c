package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.redis.EntryId;
import io.voxguard.store.messaging.redis.StreamEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entries that this process has been given and has not acknowledged: which may be handed to the application, which it handles, which wait behind another of their
 * key, which are parked until they are tried again. Thread-safe.
 */
final class Deliveries {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<EntryId, Delivery> tracked = new LinkedHashMap<>();
    private final Map<Object, Lane> lanes = new HashMap<>();
    private final Deque<Lane> ready = new ArrayDeque<>();
    private final Set<Lane> parked = new LinkedHashSet<>();
    private int running;

    /** Adds an entry unless it is here already; returns whether it was added. */
    boolean add(StreamEntry entry, Optional<String> key) {
        return locked(() -> {
            if (tracked.containsKey(entry.id())) {
                return false;
            }
            Delivery delivery = new Delivery(entry, key);
            tracked.put(entry.id(), delivery);
            Lane lane = laneOf(delivery);
            if (lane == null) {
                lane = new Lane(name(delivery));
                lanes.put(lane.name(), lane);
                ready.add(lane);
            }
            lane.put(delivery);
            return true;
        });
    }

    /** Takes up to so many entries that may be handled now. */
    List<Delivery> take(int maxCount) {
        return locked(() -> {
            List<Delivery> taken = new ArrayList<>();
            while (taken.size() < maxCount && !ready.isEmpty()) {
                Lane lane = ready.remove();
                running++;
                taken.add(lane.run());
            }
            return taken;
        });
    }

    /** Ends an entry: the next of its key may be handled. */
    void end(EntryId id) {
        locked(() -> {
            Delivery delivery = tracked.remove(id);
            Lane lane = delivery == null ? null : laneOf(delivery);
            if (lane != null) {
                boolean handled = lane.isRunning(id);
                lane.remove(id);
                if (lane.isEmpty()) {
                    leave(lane);
                    lanes.remove(lane.name());
                } else if (handled) {
                    leave(lane);
                    enter(lane);
                }
            }
            changed.signalAll();
            return true;
        });
    }

    /** Keeps an entry that was being handled, and those behind it, until a time. */
    void park(EntryId id, long dueNanos) {
        locked(() -> {
            Delivery delivery = tracked.get(id);
            Lane lane = delivery == null ? null : laneOf(delivery);
            if (delivery != null && lane != null && lane.isRunning(id)) {
                leave(lane);
                lane.parkUntil(dueNanos);
                parked.add(lane);
                Delivery again = delivery.again();
                tracked.put(id, again);
                lane.put(again);
                changed.signalAll();
            }
            return true;
        });
    }

    /** Returns the first entries of the keys whose time to be tried again has come. */
    List<EntryId> due(long nowNanos) {
        return locked(() -> parked.stream()
                .filter(lane -> lane.dueNanos() - nowNanos <= 0)
                .map(lane -> lane.first().id())
                .toList());
    }

    /** Lets a parked entry be handled. */
    void resume(EntryId id) {
        locked(() -> {
            Delivery delivery = tracked.get(id);
            Lane lane = delivery == null ? null : laneOf(delivery);
            if (lane != null && lane.state() == Lane.State.PARKED) {
                leave(lane);
                enter(lane);
            }
            return true;
        });
    }

    /** Returns the nanoseconds until the next parked entry is due; the given maximum if that is later. */
    long untilDue(long nowNanos, long maxNanos) {
        return locked(() -> parked.stream()
                .mapToLong(lane -> Math.max(0, lane.dueNanos() - nowNanos))
                .reduce(maxNanos, Math::min));
    }

    List<EntryId> ids() {
        return locked(() -> List.copyOf(tracked.keySet()));
    }

    int size() {
        return locked(tracked::size);
    }

    int ready() {
        return locked(ready::size);
    }

    /** Wakes up who waits for a change. */
    void signal() {
        locked(() -> {
            changed.signalAll();
            return true;
        });
    }

    /** Waits for a change, for a time at most. */
    void awaitChange(long maxNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = changed.awaitNanos(maxNanos);
            assert left <= maxNanos;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is being handled; returns whether that is so. */
    boolean awaitIdle(long maxNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = maxNanos;
            while (running > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return running == 0;
        } finally {
            lock.unlock();
        }
    }

    private void enter(Lane lane) {
        lane.becomeReady();
        ready.add(lane);
    }

    private void leave(Lane lane) {
        switch (lane.state()) {
            case READY -> ready.remove(lane);
            case RUNNING -> running--;
            case PARKED -> parked.remove(lane);
        }
    }

    private static Object name(Delivery delivery) {
        return delivery.key().<Object>map(key -> key).orElse(delivery.id());
    }

    private @Nullable Lane laneOf(Delivery delivery) {
        return lanes.get(name(delivery));
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
