package io.voxguard.serving.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import io.voxguard.serving.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NearCacheTest {
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final NearCache.Kept ROW = new NearCache.Kept(new byte[] {1}, null);
    private final ManualTime time = new ManualTime();
    private final NearCache near = cache(Duration.ofMinutes(1), 100);
    private final ReadPlan.Slice slice = slice(near);

    @Test
    void nothingIsCachedWhileChangesAreNotTracked() {
        assertThat(readAndKeep()).isFalse();
        near.onTrackingChanged(true);
        assertThat(readAndKeep()).isTrue();
        near.onTrackingChanged(false);
        assertThat(readAndKeep()).isFalse();
        near.onTrackingChanged(true);
        assertThat(find()).as("what was kept before is forgotten").isFalse();
    }

    @Test
    void changedRowIsEvicted() {
        near.onTrackingChanged(true);
        readAndKeep();
        near.changed("another".getBytes(StandardCharsets.UTF_8));
        assertThat(find()).isTrue();
        near.changed(KEY);
        assertThat(find()).isFalse();
        readAndKeep();
        near.allChanged();
        assertThat(find()).isFalse();
    }

    @Test
    void rowThatChangedDuringTheReadIsNotCached() {
        near.onTrackingChanged(true);
        NearCache.Hits asked = near.hits(List.of(slice));
        assertThat(asked.find(slice, KEY, 0)).isNull();
        near.changed(KEY);
        asked.keep(slice, KEY, ROW);
        assertThat(find()).isFalse();
        NearCache.Hits reconnected = near.hits(List.of(slice));
        assertThat(reconnected.find(slice, KEY, 0)).isNull();
        near.onTrackingChanged(false);
        near.onTrackingChanged(true);
        reconnected.keep(slice, KEY, ROW);
        assertThat(find()).isFalse();
    }

    @Test
    void cacheIsBoundedInRowsAndTime() {
        NearCache small = cache(Duration.ofMillis(50), 10);
        small.onTrackingChanged(true);
        ReadPlan.Slice of = slice(small);
        for (int i = 0; i < 1000; i++) {
            keep(small, of, new byte[] {(byte) i, (byte) (i >> 8)});
        }
        int kept = 0;
        for (int i = 0; i < 1000; i++) {
            kept += small.hits(List.of(of)).find(of, new byte[] {(byte) i, (byte) (i >> 8)}, 0) == null ? 0 : 1;
        }
        assertThat(kept).isLessThanOrEqualTo(10);
        keep(small, of, KEY);
        time.advance(Duration.ofMillis(49));
        assertThat(small.hits(List.of(of)).find(of, KEY, 0)).isNotNull();
        time.advance(Duration.ofMillis(1));
        assertThat(small.hits(List.of(of)).find(of, KEY, 0)).isNull();
    }

    @Test
    void cachedRowIsNeverOlderThanAnAcknowledgedWrite() throws InterruptedException {
        near.onTrackingChanged(true);
        AtomicInteger stored = new AtomicInteger();
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicInteger stale = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(4);
        for (int reader = 0; reader < 3; reader++) {
            Thread.ofPlatform().start(() -> {
                while (done.getCount() > 3) {
                    int before = acknowledged.get();
                    NearCache.Hits hits = near.hits(List.of(slice));
                    NearCache.Kept kept = hits.find(slice, KEY, 0);
                    int seen;
                    if (kept == null) {
                        seen = stored.get();
                        byte[] row = {(byte) seen, (byte) (seen >> 8), (byte) (seen >> 16)};
                        Thread.yield();
                        hits.keep(slice, KEY, new NearCache.Kept(row, null));
                    } else {
                        byte[] row = kept.row() == null ? new byte[3] : kept.row();
                        seen = row[0] & 0xff | (row[1] & 0xff) << 8 | (row[2] & 0xff) << 16;
                    }
                    if (seen < before) {
                        stale.incrementAndGet();
                    }
                }
                done.countDown();
            });
        }
        for (int i = 1; i <= 200_000; i++) {
            stored.set(i);
            near.changed(KEY);
            acknowledged.set(i);
        }
        done.countDown();
        done.await();
        assertThat(stale).hasValue(0);
    }

    private boolean readAndKeep() {
        keep(near, slice, KEY);
        return find();
    }

    private boolean find() {
        return near.hits(List.of(slice)).find(slice, KEY, 0) != null;
    }

    private static void keep(NearCache into, ReadPlan.Slice slice, byte[] key) {
        NearCache.Hits hits = into.hits(List.of(slice));
        if (hits.find(slice, key, 0) == null) {
            hits.keep(slice, key, ROW);
        }
    }

    private NearCache cache(Duration ttl, int rows) {
        return new NearCache(Map.of("view", new NearCache.Bounds(ttl, rows)), time);
    }

    private static ReadPlan.Slice slice(NearCache near) {
        FeatureView view = new FeatureView(
                "view",
                List.of(JoinKey.named("caller", ValueType.STRING)),
                Duration.ofHours(1),
                List.of(new Feature("f", ValueType.FLOAT32, "x", 0, "x")),
                new Layout.Packed(1, 1),
                new Writing(Optional.empty(), Writing.EVENT_TIMESTAMP, Map.of()));
        return new ReadPlan(List.of(ReadPlan.Selection.all(view, List.of("caller"))), near::keeps).slice(0);
    }
}
