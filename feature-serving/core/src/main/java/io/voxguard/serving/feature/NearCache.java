package io.voxguard.serving.feature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.store.KeyChanges;
import io.voxguard.time.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Rows of some views, kept in this process for a short time. The store tells of every key that has changed (RESP3 tracking), and so do writes through
 * this service; while the store does not tell, nothing is kept. The TTL is what bounds the age of a row should word of a change be lost with a connection
 * that died silently. Thread-safe.
 */
public final class NearCache implements KeyChanges {
    /** No view is kept near. */
    public static NearCache none() {
        return new NearCache(Map.of(), () -> 0);
    }

    private static final int STRIPES = 4096;

    private final Map<String, Cache<Key, Kept>> caches = new HashMap<>();
    /** How often a key of a stripe has changed: what was read before a change must not be kept after it. */
    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);

    private final AtomicLong flushes = new AtomicLong();
    private final Hits nothing = new Hits(false);
    private volatile boolean tracked;

    /**
     * What is kept of one view.
     *
     * @param ttl how long a row may be kept
     * @param maxRows how many
     */
    public record Bounds(Duration ttl, int maxRows) {
        public Bounds {
            if (ttl.isNegative() || ttl.isZero() || maxRows < 1) {
                throw new IllegalArgumentException(
                        "near cache: expected a positive ttl and max-rows, got " + ttl + " and " + maxRows);
            }
        }
    }

    /**
     * @param views by name, what is kept of a view
     * @param ticker counts the age of rows
     */
    public NearCache(Map<String, Bounds> views, Ticker ticker) {
        views.forEach((view, bounds) -> caches.put(
                view,
                Caffeine.newBuilder()
                        .maximumSize(bounds.maxRows())
                        .expireAfterWrite(bounds.ttl())
                        .executor(Runnable::run)
                        .ticker(ticker::nanos)
                        .build()));
    }

    /** The bytes of a row, or of the fields of a hash; neither: there is none. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Kept(byte @Nullable [] row, byte @Nullable [] @Nullable [] fields) {}

    /** Whether rows of a view are kept. */
    public boolean keeps(FeatureView view) {
        return caches.containsKey(view.name());
    }

    /** Whether rows of any view are kept. */
    public boolean keepsAny() {
        return !caches.isEmpty();
    }

    @Override
    public void onTrackingChanged(boolean active) {
        this.tracked = active;
        flushes.incrementAndGet();
        caches.values().forEach(Cache::invalidateAll);
    }

    @Override
    public void changed(byte[] key) {
        if (caches.isEmpty()) {
            return;
        }
        Key changed = new Key(key);
        changes.incrementAndGet(changed.stripe());
        caches.values().forEach(cache -> cache.invalidate(changed));
    }

    @Override
    public void allChanged() {
        flushes.incrementAndGet();
        caches.values().forEach(Cache::invalidateAll);
    }

    static byte[] copy(ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.get(value.position(), copy);
        return copy;
    }

    /** What one request finds here, and what it brings. */
    Hits hits(List<ReadPlan.Slice> slices) {
        for (ReadPlan.Slice slice : slices) {
            if (slice.cached()) {
                return new Hits(true);
            }
        }
        return nothing;
    }

    interface HitVisitor {
        void hit(int cell, Kept kept);
    }

    /** Used by one request. */
    final class Hits {
        private final boolean any;
        private final List<Kept> found = new ArrayList<>(0);
        private final List<Integer> cells = new ArrayList<>(0);
        private final Map<Key, Long> asked = new HashMap<>(0);
        private final long flushesBefore = flushes.get();

        private Hits(boolean any) {
            this.any = any;
        }

        /** What is kept under the key; null where nothing is. */
        @Nullable
        Kept find(ReadPlan.Slice slice, byte[] key, int cell) {
            if (!any || !slice.cached() || !tracked) {
                return null;
            }
            Cache<Key, Kept> cache = caches.get(slice.view().name());
            Key wanted = new Key(key);
            Kept kept = cache == null ? null : cache.getIfPresent(wanted);
            if (kept == null) {
                asked.put(wanted, changes.get(wanted.stripe()));
            } else {
                found.add(kept);
                cells.add(cell);
            }
            return kept;
        }

        /** Keeps what was read, unless it has changed since it was asked for. */
        void keep(ReadPlan.Slice slice, byte[] key, Kept kept) {
            Key read = new Key(key);
            Long before = asked.get(read);
            Cache<Key, Kept> cache = caches.get(slice.view().name());
            if (cache == null || before == null) {
                return;
            }
            // under the lock of the key: a change counts first and then removes, so it finds what was kept before it
            cache.asMap().compute(read, (same, old) -> isStillTrue(read, before) ? kept : null);
        }

        private boolean isStillTrue(Key read, long before) {
            return tracked && flushes.get() == flushesBefore && changes.get(read.stripe()) == before;
        }

        void forEach(HitVisitor visitor) {
            for (int i = 0; i < found.size(); i++) {
                visitor.hit(cells.get(i), found.get(i));
            }
        }
    }

    /** A key of the store, compared by its bytes. */
    private static final class Key {
        private final byte[] bytes;
        private final int hash;

        Key(byte[] bytes) {
            this.bytes = bytes;
            this.hash = Arrays.hashCode(bytes);
        }

        int stripe() {
            return (hash ^ hash >>> 16) & STRIPES - 1;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && Arrays.equals(bytes, key.bytes);
        }
    }
}
