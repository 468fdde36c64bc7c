package io.voxguard.api;

import static org.awaitility.Awaitility.await;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.RowWrite;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Puts rows into the store under test, sound ones and others. */
final class SampleRows implements AutoCloseable {
    static final FeatureCatalogue CATALOGUE =
            FeatureCatalogue.read(StoreForTests.models().resolve("feature-views"));

    private final RedisStore store = RedisStore.open(RedisStoreConfig.of(StoreForTests.url()));

    SampleRows() {
        await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofSeconds(5)).until(store::connected);
    }

    static FeatureView view(String name) {
        FeatureView view = CATALOGUE.views().get(name);
        if (view == null) {
            throw new AssertionError(name);
        }
        return view;
    }

    /** A row with that value in every feature. */
    void write(String view, String entity, long eventTimeMs, float value) {
        float[] values = new float[view(view).features().size()];
        Arrays.fill(values, value);
        raw(view, entity, encoded(view, eventTimeMs, values));
    }

    static byte[] encoded(String view, long eventTimeMs, float... values) {
        FeatureView schema = view(view);
        return RowEncoder.encode(
                SchemaId.of(schema.packed().id(), schema.packed().version()),
                eventTimeMs,
                values,
                new boolean[values.length]);
    }

    void raw(String view, String entity, byte[] row) {
        StoreOutcome outcome = store.online()
                .write(
                        List.of(new RowWrite(new FeatureKeys(view).of(entity), row, Duration.ofMinutes(5))),
                        Duration.ofSeconds(5))
                .toCompletableFuture()
                .orTimeout(6, TimeUnit.SECONDS)
                .join();
        if (outcome != StoreOutcome.DONE) {
            throw new AssertionError(outcome);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
