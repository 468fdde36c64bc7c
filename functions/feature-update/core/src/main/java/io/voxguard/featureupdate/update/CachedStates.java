package io.voxguard.featureupdate.update;

import io.voxguard.featureupdate.window.EntityState;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * States that were written last, so that they need not be read for the next event. The store may have others by then: a write is refused unless the store still has the
 * revision that is kept here. For one thread at a time.
 */
final class CachedStates {
    /** Bytes of an entry beside its state. */
    private static final int ENTRY_BYTES = 200;

    private final long maxBytes;
    /** By entity; the one that was put last is the last. */
    private final Map<EntityKey, Cached> states = new LinkedHashMap<>();

    private long bytes;

    /** A state as the store had it when it was written. */
    sealed interface Cached {
        /** Returns about how many bytes of memory it takes. */
        int bytes();
    }

    /** A state in its encoding: one array takes the collector less time than the many objects of the state, and its memory is a fraction of theirs. */
    @SuppressWarnings("ArrayRecordComponent") // compared by the store
    record Encoded(byte[] state) implements Cached {
        @Override
        public int bytes() {
            return ENTRY_BYTES + state.length;
        }
    }

    /** A state that takes longer to decode than to keep, and its revision. */
    @SuppressWarnings("ArrayRecordComponent") // compared by the store
    record Decoded(EntityState state, byte[] revision, int bytes) implements Cached {
        Decoded(EntityState state, byte[] revision) {
            this(state, revision, ENTRY_BYTES + state.heapBytes());
        }
    }

    /** @param maxBytes of memory, about; 0 keeps nothing */
    CachedStates(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Removes the state of an entity and returns it: the caller changes it, and puts it back once it is written. */
    Optional<Cached> take(EntityKey entity) {
        Cached cached = states.remove(entity);
        if (cached != null) {
            bytes -= cached.bytes();
        }
        return Optional.ofNullable(cached);
    }

    /** Keeps a state, and removes those that were put longest ago if there is no room. */
    void put(EntityKey entity, Cached cached) {
        take(entity);
        if (cached.bytes() > maxBytes) {
            return;
        }
        states.put(entity, cached);
        bytes += cached.bytes();
        Iterator<Cached> oldest = states.values().iterator();
        while (bytes > maxBytes) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /** Returns how many states are kept. */
    int size() {
        return states.size();
    }
}
