package io.voxguard.demo.features;

import static io.voxguard.demo.features.CallsForTests.HOME;
import static io.voxguard.demo.features.CallsForTests.RANGES;
import static io.voxguard.demo.features.CallsForTests.START;
import static io.voxguard.demo.features.CallsForTests.after;
import static io.voxguard.demo.features.CallsForTests.call;
import static io.voxguard.demo.features.CallsForTests.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.demo.records.CallRecord;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of {@code docs/features.md} for callers, a feature at a time. */
class CallerStateTest {
    private static final FeatureCatalogue CATALOGUE =
            FeatureCatalogue.read(Path.of(System.getProperty("voxguard.root"), "models/feature-views"));
    private static final long MINUTE_S = 60;
    private static final long HOUR_S = 60 * MINUTE_S;
    private static final long DAY_S = 24 * HOUR_S;

    private final CallerState state = new CallerState(RANGES);

    private static FeatureView view(String name) {
        return Objects.requireNonNull(CATALOGUE.views().get(name), name);
    }

    private @Nullable Double feature(String name) {
        String[] parts = name.split(":", 2);
        FeatureView view = view(parts[0]);
        assertThat(view.indexOf(parts[1])).as(name).isNotNegative();
        return state.row(view.name()).get(view.indexOf(parts[1]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"caller_velocity", "caller_geography", "caller_rhythm", "caller_history"})
    void rowHasTheFeaturesOfItsView(String view) {
        after(state, to("+442071838751", 0, 5));
        assertThat(state.row(view)).hasSameSizeAs(view(view).features());
    }

    @Test
    void viewOfAnotherEntityIsRefused() {
        assertThatThrownBy(() -> state.row("trunk_load"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trunk_load");
    }

    @Test
    void rowHasTheTimeOfTheLastEvent() {
        state.started(to("+442071838751", 10, 30));
        assertThat(state.updatedAt()).isEqualTo(START + 10_000);
        state.ended(to("+442071838751", 10, 30), START + 40_000);
        assertThat(state.updatedAt()).isEqualTo(START + 40_000);
    }

    @Test
    void startsAreCountedInMinuteFiveMinutesAndHour() {
        after(
                state,
                to("+442071838751", 0, 0),
                to("+442071838752", 4 * MINUTE_S, 0),
                to("+442071838753", 4 * MINUTE_S + 59, 0));
        assertThat(feature("caller_velocity:calls_1m")).isEqualTo(2);
        assertThat(feature("caller_velocity:calls_5m")).isEqualTo(3);
        assertThat(feature("caller_velocity:calls_1h")).isEqualTo(3);
        state.started(to("+442071838754", HOUR_S, 0));
        assertThat(feature("caller_velocity:calls_1m")).isEqualTo(1);
        assertThat(feature("caller_velocity:calls_1h"))
                .as("the first start is exactly one hour old")
                .isEqualTo(3);
    }

    @Test
    void calleesOfTheHourAreCountedOnce() {
        after(state, to("+442071838751", 0, 0), to("+442071838751", 10, 0), to("+442071838752", 20, 0));
        assertThat(feature("caller_velocity:distinct_callees_1h")).isEqualTo(2);
    }

    @Test
    void unansweredRatioIsOverTheEndsOfTheHour() {
        state.started(to("+442071838751", 0, 20));
        assertThat(feature("caller_velocity:unanswered_ratio_1h"))
                .as("nothing has ended yet")
                .isNull();
        state.ended(to("+442071838751", 0, 20), START + 20_000);
        assertThat(feature("caller_velocity:unanswered_ratio_1h")).isZero();
        after(state, to("+442071838752", 30, 0));
        assertThat(feature("caller_velocity:unanswered_ratio_1h")).isEqualTo(0.5);
    }

    @Test
    void meanGapNeedsTwoStarts() {
        state.started(to("+442071838751", 0, 60));
        assertThat(feature("caller_velocity:mean_gap_s_1h")).isNull();
        state.started(to("+442071838752", 10, 60));
        state.started(to("+442071838753", 40, 60));
        assertThat(feature("caller_velocity:mean_gap_s_1h")).isEqualTo(20);
    }

    @Test
    void trunksOfTheDayAreCountedIgnoringCallsWithoutOne() {
        after(
                state,
                call(HOME, "+442071838751", "a", 0, 0),
                call(HOME, "+442071838751", "b", 1, 0),
                call(HOME, "+442071838751", "a", 2, 0),
                call(HOME, "+442071838751", null, 3, 0));
        assertThat(feature("caller_geography:distinct_trunks_24h")).isEqualTo(2);
    }

    @Test
    void prefixIsTheFirstThreeDigitsOfTheCallee() {
        after(state, to("+442071838751", 0, 0), to("+443071838751", 1, 0), to("+14155550100", 2, 0), to("44", 3, 0));
        assertThat(feature("caller_geography:distinct_prefixes_24h"))
                .as("442, 443, 141 and 44")
                .isEqualTo(4);
        after(state, to("+442099999999", 4, 0));
        assertThat(feature("caller_geography:same_prefix_ratio_24h")).isEqualTo(2.0 / 5);
    }

    @Test
    void internationalRatioIsOverTheDay() {
        after(state, to("+442071838751", 0, 0), to("+14155550100", 1, 0), to("201", 2, 0), to("+33142345678", 3, 0));
        assertThat(feature("caller_geography:international_ratio_24h")).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({
        "+442071838751, 0", // a fixed line
        "+449098790000, 1", // premium rate
        "+881612345678, 1" // a satellite phone
    })
    void costlyRatiosAreOverTheDayAndTheWeek(String callee, double share) {
        after(state, to(callee, 0, 0));
        assertThat(feature("caller_geography:premium_ratio_24h")).isEqualTo(share);
        assertThat(feature("caller_history:premium_ratio_7d")).isEqualTo(share);
    }

    @ParameterizedTest
    @CsvSource({
        "+442071838751, +442071838752, 1",
        "+442071838751, +442071838741, 1",
        "+442071838751, +442071838762, 0",
        "+442071838751, +442071838751, 0"
    })
    void neighbouringNumbersAreSequentialUpToTen(String first, String second, double ratio) {
        state.started(to(first, 0, 60));
        assertThat(feature("caller_geography:sequential_ratio_1h"))
                .as("one start has no pair")
                .isNull();
        state.started(to(second, 1, 60));
        assertThat(feature("caller_geography:sequential_ratio_1h")).isEqualTo(ratio);
    }

    @Test
    void firstStartOfTheHourIsNotPairedWithTheOneBeforeTheHour() {
        state.started(to("+442071838751", 0, 60));
        state.started(to("+442071838752", HOUR_S, 60));
        state.started(to("+442071838999", HOUR_S + 1, 60));
        assertThat(feature("caller_geography:sequential_ratio_1h"))
                .as("the sequential start is the window's first")
                .isZero();
    }

    @Test
    void durationsAndShortCallsAreOverTheEndsOfTheDay() {
        after(state, to("+442071838751", 0, 9), to("+442071838752", 20, 10), to("+442071838753", 40, 0));
        assertThat(feature("caller_rhythm:mean_duration_s_24h")).isEqualTo(19.0 / 3);
        assertThat(feature("caller_rhythm:short_ratio_24h")).isEqualTo(2.0 / 3);
        assertThat(feature("caller_rhythm:calls_24h")).isEqualTo(3);
    }

    @Test
    void nightIsFromMidnightToSixInUtc() {
        long midnight = 10 * HOUR_S;
        after(
                state,
                to("+442071838751", midnight - 1, 0),
                to("+442071838752", midnight, 0),
                to("+442071838753", midnight + 6 * HOUR_S - 1, 0),
                to("+442071838754", midnight + 6 * HOUR_S, 0));
        assertThat(feature("caller_rhythm:night_ratio_7d")).isEqualTo(0.5);
        assertThat(feature("caller_rhythm:active_hours_7d"))
                .as("hours 23, 0, 5 and 6")
                .isEqualTo(4);
    }

    @Test
    void repeatedCalleesNeedTwoStarts() {
        state.started(to("+442071838751", 0, 60));
        assertThat(feature("caller_rhythm:callee_repeat_ratio_24h")).isNull();
        assertThat(feature("caller_history:callee_repeat_ratio_7d")).isNull();
        state.started(to("+442071838751", 1, 60));
        state.started(to("+442071838752", 2, 60));
        state.started(to("+442071838752", 3, 60));
        assertThat(feature("caller_rhythm:callee_repeat_ratio_24h")).isEqualTo(0.5);
        assertThat(feature("caller_history:callee_repeat_ratio_7d")).isEqualTo(0.5);
    }

    @Test
    void callsOlderThanADayCountForTheWeekOnly() {
        after(state, to("+442071838751", 0, 0), to("+442071838752", 2 * DAY_S, 0));
        assertThat(feature("caller_rhythm:calls_24h")).isEqualTo(1);
        assertThat(feature("caller_rhythm:callee_repeat_ratio_24h")).isNull();
        assertThat(feature("caller_history:callee_repeat_ratio_7d")).isZero();
    }

    @Test
    void newCallerHasZeroDaysOfHistoryAndRatesOverOneDay() {
        after(state, to("+442071838751", 0, 0), to("+442071838752", 1, 0));
        assertThat(feature("caller_history:days_known")).isZero();
        assertThat(feature("caller_history:calls_per_day_7d")).isEqualTo(2);
        assertThat(feature("caller_history:active_hours_ratio_7d"))
                .as("one active hour of the one observed")
                .isEqualTo(1);
    }

    @Test
    void callsPerDayAreOverTheDaysSinceTheFirstStart() {
        after(state, to("+442071838751", 0, 0), to("+442071838752", 3 * DAY_S, 0));
        assertThat(feature("caller_history:days_known")).isEqualTo(3);
        assertThat(feature("caller_history:calls_per_day_7d")).isEqualTo(2.0 / 3);
    }

    @Test
    void callsPerDayAreOverSevenDaysAtMost() {
        after(state, to("+442071838751", 0, 0), to("+442071838752", 20 * DAY_S, 0));
        assertThat(feature("caller_history:days_known")).isEqualTo(20);
        assertThat(feature("caller_history:calls_per_day_7d")).isEqualTo(1.0 / 7);
    }

    @Test
    void activeHoursAreOverTheHoursSinceTheFirstStart() {
        CallRecord first = to("+442071838751", 0, 0);
        after(state, first, to("+442071838752", 3 * HOUR_S, 0));
        assertThat(feature("caller_history:active_hours_ratio_7d"))
                .as("hours 14 and 17 of four observed")
                .isEqualTo(0.5);
    }
}
