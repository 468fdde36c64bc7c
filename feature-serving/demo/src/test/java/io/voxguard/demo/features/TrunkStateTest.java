package io.voxguard.demo.features;

import static io.voxguard.demo.features.CallsForTests.START;
import static io.voxguard.demo.features.CallsForTests.after;
import static io.voxguard.demo.features.CallsForTests.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.demo.records.CallRecord;
import org.junit.jupiter.api.Test;

/** The row of {@code trunk_load}. */
class TrunkStateTest {
    private static final int ACTIVE_CALLS = 0;
    private static final int CALLS_5M = 1;
    private static final int CALLS_1H = 2;
    private static final int DISTINCT_CALLERS_1H = 3;
    private static final int CALLS_PER_CALLER_1H = 4;
    private static final int SHORT_RATIO_1H = 5;
    private static final int INTERNATIONAL_RATIO_1H = 6;

    private final TrunkState state = new TrunkState();

    private String feature(int position) {
        return String.valueOf(state.row("trunk_load").get(position));
    }

    @Test
    void activeCallsAreStartsMinusEnds() {
        CallRecord first = call("+14155550100", "+14155550101", "t", 0, 100);
        CallRecord second = call("+14155550102", "+14155550101", "t", 10, 100);
        state.started(first);
        state.started(second);
        assertThat(feature(ACTIVE_CALLS)).isEqualTo("2.0");
        state.ended(first, first.endedAtMs());
        assertThat(feature(ACTIVE_CALLS)).isEqualTo("1.0");
        assertThat(state.updatedAt()).isEqualTo(START + 100_000);
    }

    @Test
    void callsOfFiveMinutesAndOfTheHourAreCounted() {
        after(
                state,
                call("+14155550100", "+14155550101", "t", 0, 1),
                call("+14155550100", "+14155550101", "t", 400, 1),
                call("+14155550102", "+14155550101", "t", 500, 1));
        assertThat(feature(CALLS_5M)).isEqualTo("2.0");
        assertThat(feature(CALLS_1H)).isEqualTo("3.0");
        assertThat(feature(DISTINCT_CALLERS_1H)).isEqualTo("2.0");
        assertThat(feature(CALLS_PER_CALLER_1H)).isEqualTo("1.5");
    }

    @Test
    void shortCallRatioIsOverTheEndsOfTheHour() {
        state.started(call("+14155550100", "+14155550101", "t", 0, 9));
        assertThat(feature(SHORT_RATIO_1H)).isEqualTo("null");
        state.ended(call("+14155550100", "+14155550101", "t", 0, 9), START + 9_000);
        after(state, call("+14155550100", "+14155550101", "t", 20, 10));
        assertThat(feature(SHORT_RATIO_1H)).isEqualTo("0.5");
    }

    @Test
    void internationalRatioIsOverTheStartsOfTheHour() {
        after(
                state,
                call("+14155550100", "+442071838750", "t", 0, 1),
                call("+14155550100", "+14155550101", "t", 10, 1),
                call("+14155550100", "201", "t", 20, 1),
                call("+442071838750", "+33142345678", "t", 30, 1));
        assertThat(feature(INTERNATIONAL_RATIO_1H)).isEqualTo("0.5");
    }

    @Test
    void trunkWhoseStartsAreOldHasNoCallsPerCaller() {
        CallRecord longCall = call("+14155550100", "+14155550101", "t", 0, 7200);
        after(state, longCall);
        assertThat(feature(CALLS_1H)).isEqualTo("0.0");
        assertThat(feature(CALLS_PER_CALLER_1H)).isEqualTo("null");
        assertThat(feature(INTERNATIONAL_RATIO_1H)).isEqualTo("null");
        assertThat(feature(SHORT_RATIO_1H)).isEqualTo("0.0");
    }
}
