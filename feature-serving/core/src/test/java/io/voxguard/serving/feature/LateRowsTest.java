package io.voxguard.serving.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.store.EventWrite;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.HashFields;
import io.voxguard.store.HashSink;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.RowSink;
import io.voxguard.store.RowWrite;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the store delivers after its deadline changes nothing that was answered by then; and how far to come an event time may be. */
class LateRowsTest {
    private static final long NOW = 1_772_439_330_000L;
    private static final Duration LIMIT = Duration.ofMillis(8);
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final LateStore store = new LateStore();

    @Test
    void packedRowDeliveredAfterTheDeadlineLeavesTheViewTimedOut() {
        CompletableFuture<FeatureRows> read = read(store, new Layout.Packed(1, 1), MINUTE);
        store.answer.complete(StoreOutcome.TIMED_OUT);
        FeatureRows rows = read.join();
        store.rowSink().row(0, ByteBuffer.wrap(row(NOW - Duration.ofDays(3650).toMillis())));
        assertThat(rows.delivered()).isFalse();
        assertThat(rows.outcome(0, 0)).isEqualTo(ViewOutcome.TIMED_OUT);
        assertThat(rows.cells(0).state(0, 0)).isEqualTo(CellState.ABSENT);
    }

    @Test
    void hashFieldsDeliveredAfterTheDeadlineLeaveTheViewTimedOut() {
        CompletableFuture<FeatureRows> read = read(store, new Layout.FeastHash("p", "view", 3), MINUTE);
        store.answer.complete(StoreOutcome.TIMED_OUT);
        FeatureRows rows = read.join();
        HashSink late = store.hashSink();
        late.field(0, 0, ByteBuffer.wrap(new byte[] {0x35, 0, 0, 0x28, 0x42}));
        assertThat(rows.outcome(0, 0)).isEqualTo(ViewOutcome.TIMED_OUT);
        assertThat(rows.cells(0).state(0, 0)).isEqualTo(CellState.ABSENT);
        late.notAHash(0);
        assertThat(rows.outcome(0, 0)).isEqualTo(ViewOutcome.TIMED_OUT);
    }

    @Test
    void packedRowDeliveredInTimeIsRead() {
        CompletableFuture<FeatureRows> read = read(store, new Layout.Packed(1, 1), MINUTE);
        store.rowSink().row(0, ByteBuffer.wrap(row(NOW)));
        store.answer.complete(StoreOutcome.DONE);
        FeatureRows rows = read.join();
        assertThat(rows.outcome(0, 0)).isEqualTo(ViewOutcome.PRESENT);
        assertThat(rows.cells(0).number(0, 0)).isCloseTo(42f, within(0f));
    }

    @Test
    void eventTimeWithinTheConfiguredSkewIsPresentAndOneBeyondItIsFuture() {
        long fourMinutes = NOW + Duration.ofMinutes(4).toMillis();
        assertThat(outcome(fourMinutes, Duration.ofMinutes(5))).isEqualTo(ViewOutcome.PRESENT);
        assertThat(outcome(fourMinutes, Duration.ofMinutes(3))).isEqualTo(ViewOutcome.FUTURE);
        assertThat(outcome(fourMinutes, Duration.ofDays(1_000_000_000))).isEqualTo(ViewOutcome.PRESENT);
    }

    private static ViewOutcome outcome(long eventMs, Duration skew) {
        LateStore of = new LateStore();
        CompletableFuture<FeatureRows> rows = read(of, new Layout.Packed(1, 1), skew);
        of.rowSink().row(0, ByteBuffer.wrap(row(eventMs)));
        of.answer.complete(StoreOutcome.DONE);
        return rows.join().outcome(0, 0);
    }

    private static CompletableFuture<FeatureRows> read(LateStore store, Layout layout, Duration skew) {
        OnlineFeatures features = new OnlineFeatures(store, NearCache.none(), skew, Ticker.SYSTEM);
        ReadPlan plan = features.plan(List.of(ReadPlan.Selection.all(view(layout), List.of("caller"))));
        EntityTable entities = new EntityTable(1, List.of(new EntityColumn(new Object[] {"+14155550100"})));
        return features.read(plan, entities, row -> NOW, LIMIT).toCompletableFuture();
    }

    private static byte[] row(long eventMs) {
        return RowEncoder.encode(SchemaId.of(1, 1), eventMs, new float[] {42}, new boolean[1]);
    }

    private static FeatureView view(Layout layout) {
        return new FeatureView(
                "view",
                List.of(JoinKey.named("caller", ValueType.STRING)),
                Duration.ofHours(1),
                List.of(new Feature("f", ValueType.FLOAT32, "x", 0, "x")),
                layout,
                new Writing(Optional.empty(), Writing.EVENT_TIMESTAMP, Map.of()));
    }

    /** A store whose answer is completed by the test, and to whose sinks it can deliver at any time. */
    private static final class LateStore implements OnlineStore {
        final CompletableFuture<StoreOutcome> answer = new CompletableFuture<>();
        private @Nullable RowSink rows;
        private @Nullable HashSink hashes;

        RowSink rowSink() {
            return Objects.requireNonNull(rows);
        }

        HashSink hashSink() {
            return Objects.requireNonNull(hashes);
        }

        @Override
        public CompletionStage<StoreOutcome> read(List<byte[]> keys, RowSink sink, Duration limit) {
            rows = sink;
            return answer;
        }

        @Override
        public CompletionStage<StoreOutcome> readHashes(
                List<byte[]> keys, HashFields fields, HashSink sink, Duration limit) {
            hashes = sink;
            return answer;
        }

        @Override
        public CompletionStage<List<EventWriteOutcome>> merge(List<? extends EventWrite> writes, Duration limit) {
            throw new UnsupportedOperationException("nothing is pushed in these tests");
        }

        @Override
        public CompletionStage<StoreOutcome> write(List<RowWrite> written, Duration limit) {
            throw new UnsupportedOperationException("nothing is written in these tests");
        }

        @Override
        public boolean connected() {
            return true;
        }
    }
}
