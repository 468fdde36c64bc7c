package io.voxguard.featureupdate.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.featureupdate.CallEvents;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.Definitions;
import io.voxguard.featureupdate.window.EntityFeatures;
import io.voxguard.featureupdate.window.EntityState;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.store.row.RowView;
import io.voxguard.testing.Eventually;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store, and updaters on it with the project's definitions. */
final class UpdateFixture implements AutoCloseable {
    static final Duration LATENESS = Duration.ofMinutes(5);

    private static final long CACHED_STATE_BYTES = 8 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** Loggers that would keep every command in memory: outside of Quarkus nobody sets their levels. They are forgotten unless they are referred to. */
    private static final List<Logger> QUIET =
            Stream.of("io.lettuce", "io.netty").map(Logger::getLogger).toList();

    private static final Definitions DEFINITIONS = Definitions.of(CallEvents.shippedViews());

    static {
        silenceClients();
    }

    /** Sets the levels of the store's client, which looks at them when it connects. */
    static void silenceClients() {
        QUIET.forEach(logger -> logger.setLevel(Level.INFO));
    }

    private final EmbeddedStore server = EmbeddedStore.start();
    private final RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()));

    UpdateFixture() {
        try {
            Eventually.await("the store is connected", store::connected);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    RedisStore store() {
        return store;
    }

    EmbeddedStore server() {
        return server;
    }

    FeatureUpdater updater() {
        return updater(store, UpdateEvents.IGNORED);
    }

    static FeatureUpdater updater(RedisStore store, UpdateEvents events) {
        return updater(store, events, CACHED_STATE_BYTES);
    }

    static FeatureUpdater updater(RedisStore store, UpdateEvents events, long cachedStateBytes) {
        return new FeatureUpdater(
                DEFINITIONS,
                CallEvents.RANGES,
                store.featureStates(),
                store.shared(),
                new UpdateSettings(LATENESS, LIMIT, 20, Duration.ZERO, cachedStateBytes),
                events,
                RandomGenerator.getDefault());
    }

    /** Returns the state of a caller without events. */
    static EntityState emptyState() {
        return new EntityFeatures(DEFINITIONS.of(EntityKind.CALLER).orElseThrow(), LATENESS).empty();
    }

    /** Counts events that are new. */
    void count(FeatureUpdater updater, List<CallEvent> events) {
        if (!events.isEmpty()) {
            assertThat(updater.update(events)).containsOnly(UpdateResult.COUNTED);
        }
    }

    /** Returns the features of a view that a call sees: null for null, and for all of a row that is missing or older than the view's TTL. */
    List<@Nullable Float> seen(FeatureView view, CallEvent call, long nowMs) {
        String entity =
                switch (view.party().orElseThrow()) {
                    case CALLER -> call.caller();
                    case CALLEE -> call.callee();
                    case TRUNK -> String.valueOf(call.trunk());
                };
        Optional<byte[]> bytes = row(view.name(), entity);
        RowView row = new RowView();
        boolean fresh = bytes.isPresent()
                && row.wrap(ByteBuffer.wrap(bytes.get())) == null
                && view.covers(row.eventTimeMs(), nowMs);
        List<@Nullable Float> values = new ArrayList<>();
        for (int f = 0; f < view.features().size(); f++) {
            values.add(!fresh || row.isNull(f) ? null : Float.valueOf(row.value(f)));
        }
        return values;
    }

    /** Returns the keys that match a pattern. */
    List<String> keys(String pattern) {
        try (RedisClient client = RedisClient.create(server.url());
                var connection = client.connect()) {
            return connection.sync().keys(pattern);
        }
    }

    /** Returns the stored row of an entity. */
    Optional<byte[]> row(String view, String entity) {
        try {
            String key = new String(new FeatureKeys(view).of(entity), StandardCharsets.UTF_8);
            return store.shared().get(List.of(key), LIMIT).getFirst();
        } catch (StoreUnavailable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        store.close();
        server.close();
    }
}
