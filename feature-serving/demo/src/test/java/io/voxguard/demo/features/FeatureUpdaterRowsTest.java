package io.voxguard.demo.features;

import static io.voxguard.demo.features.CallsForTests.HOME;
import static io.voxguard.demo.features.CallsForTests.START;
import static io.voxguard.demo.features.CallsForTests.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.demo.records.CallRecord;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.RowWrite;
import io.voxguard.store.row.RowView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which rows calls write, and when. {@link FeatureUpdaterTest} has their values. */
class FeatureUpdaterRowsTest {
    private static final List<String> CALLER_VIEWS =
            List.of("caller_velocity", "caller_geography", "caller_rhythm", "caller_history");
    private static final String RUNG = "+442071838799";

    private final FeatureCatalogue catalogue =
            FeatureCatalogue.read(Path.of(System.getProperty("voxguard.root"), "models/feature-views"));
    private final FeatureUpdater updater = new FeatureUpdater(catalogue, CallsForTests.RANGES);

    private static String key(String view, String entity) {
        return new String(new FeatureKeys(view).of(entity), StandardCharsets.UTF_8);
    }

    private static String key(RowWrite row) {
        return new String(row.key(), StandardCharsets.UTF_8);
    }

    private static RowView rowOf(List<RowWrite> rows, String key) {
        RowWrite found = rows.stream()
                .filter(row -> key(row).equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row " + key));
        RowView view = new RowView();
        assertThat(view.wrap(ByteBuffer.wrap(found.row()))).isNull();
        return view;
    }

    @Test
    void startWritesTheRowsOfCallerCalleeAndTrunk() {
        updater.start(call(HOME, RUNG, "trunk-1", 0, 60));
        List<String> expected = new java.util.ArrayList<>();
        CALLER_VIEWS.forEach(view -> expected.add(key(view, HOME)));
        expected.add(key("callee_profile", RUNG));
        expected.add(key("trunk_load", "trunk-1"));
        assertThat(updater.takeRows())
                .extracting(FeatureUpdaterRowsTest::key)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void callWithoutATrunkWritesNoTrunkRow() {
        updater.start(call(HOME, RUNG, null, 0, 60));
        assertThat(updater.takeRows()).hasSize(5).noneMatch(row -> key(row).contains("trunk_load"));
    }

    @Test
    void pendingRowsAreReturnedOnce() {
        updater.start(call(HOME, RUNG, "t", 0, 60));
        assertThat(updater.takeRows()).isNotEmpty();
        assertThat(updater.takeRows()).isEmpty();
    }

    @Test
    void entityThatSeveralCallsTouchIsWrittenOnce() {
        updater.start(call(HOME, RUNG, "t", 0, 60));
        updater.start(call(HOME, "+442071838798", "t", 1, 60));
        assertThat(updater.takeRows()).extracting(FeatureUpdaterRowsTest::key).doesNotHaveDuplicates();
    }

    @Test
    void endIsHandledAtItsTimeAndNotBefore() {
        CallRecord call = call(HOME, RUNG, "t", 0, 60);
        updater.start(call);
        updater.takeRows();
        updater.endUntil(START + 59_999);
        assertThat(updater.takeRows()).isEmpty();
        updater.endUntil(START + 60_000);
        List<RowWrite> rows = updater.takeRows();
        assertThat(rows).hasSize(6);
        assertThat(rowOf(rows, key("trunk_load", "t")).value(0))
                .as("active calls")
                .isZero();
    }

    @Test
    void rowsHaveTheTimeOfTheirLastEvent() {
        updater.start(call(HOME, RUNG, "t", 5, 60));
        assertThat(rowOf(updater.takeRows(), key("caller_velocity", HOME)).eventTimeMs())
                .isEqualTo(START + 5_000);
        updater.endUntil(START + 100_000);
        assertThat(rowOf(updater.takeRows(), key("caller_velocity", HOME)).eventTimeMs())
                .as("the end of the call, not the time that was reached")
                .isEqualTo(START + 65_000);
    }

    @Test
    void unansweredCallEndsAtItsStart() {
        updater.start(call(HOME, RUNG, "t", 0, 0));
        List<RowWrite> rows = updater.takeRows();
        RowView velocity = rowOf(rows, key("caller_velocity", HOME));
        int unanswered = view("caller_velocity").indexOf("unanswered_ratio_1h");
        assertThat(velocity.isNull(unanswered)).isFalse();
        assertThat(velocity.value(unanswered)).isEqualTo(1);
        updater.endUntil(START + 1_000_000);
        assertThat(updater.takeRows()).as("it does not end twice").isEmpty();
    }

    @Test
    void endsAreHandledInTheOrderOfTheirTime() {
        updater.start(call(HOME, RUNG, "t", 0, 100));
        updater.start(call(HOME, RUNG, "t", 1, 10));
        updater.takeRows();
        updater.endUntil(START + 11_000);
        RowView trunk = rowOf(updater.takeRows(), key("trunk_load", "t"));
        assertThat(trunk.value(0)).as("the first call goes on").isEqualTo(1);
        assertThat(trunk.eventTimeMs()).isEqualTo(START + 11_000);
    }

    @Test
    void featureWithoutAValueIsNullInItsRow() {
        updater.start(call(HOME, RUNG, "t", 0, 60));
        RowView velocity = rowOf(updater.takeRows(), key("caller_velocity", HOME));
        assertThat(velocity.isNull(view("caller_velocity").indexOf("mean_gap_s_1h")))
                .isTrue();
        assertThat(velocity.isNull(view("caller_velocity").indexOf("calls_1m"))).isFalse();
    }

    @Test
    void rowsOutliveTheTtlOfTheirViewByAnHour() {
        updater.start(call(HOME, RUNG, "t", 0, 60));
        for (RowWrite row : updater.takeRows()) {
            String view = catalogue.views().keySet().stream()
                    .filter(name -> key(row).contains(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(row.ttl()).as(view).isEqualTo(view(view).ttl().plus(Duration.ofHours(1)));
        }
    }

    private FeatureView view(String name) {
        return Objects.requireNonNull(catalogue.views().get(name), name);
    }
}
