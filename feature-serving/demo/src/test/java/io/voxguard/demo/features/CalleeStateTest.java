package io.voxguard.demo.features;

import static io.voxguard.demo.features.CallsForTests.START;
import static io.voxguard.demo.features.CallsForTests.after;
import static io.voxguard.demo.features.CallsForTests.call;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The row of {@code callee_profile}: calls and callers of the hour and the day, durations and short calls of the day's ends. */
class CalleeStateTest {
    private static final String RUNG = "+442071838750";
    private static final long HOUR_S = 3600;

    private final CalleeState state = new CalleeState();

    @Test
    void callsAndDifferentCallersOfHourAndDayAreCounted() {
        after(
                state,
                call("+14155550100", RUNG, "t", 0, 20),
                call("+14155550101", RUNG, "t", 2 * HOUR_S, 20),
                call("+14155550101", RUNG, "t", 2 * HOUR_S + 60, 20),
                call("+14155550102", RUNG, "t", 2 * HOUR_S + 120, 20));
        assertThat(state.row("callee_profile")).containsExactly(3.0, 2.0, 4.0, 3.0, 20.0, 0.0);
    }

    @Test
    void durationsHaveNoValueBeforeACallHasEnded() {
        state.started(call("+14155550100", RUNG, "t", 0, 20));
        assertThat(state.row("callee_profile")).containsExactly(1.0, 1.0, 1.0, 1.0, null, null);
        assertThat(state.updatedAt()).isEqualTo(START);
    }

    @Test
    void callsUnderTenSecondsAreShort() {
        after(
                state,
                call("+14155550100", RUNG, "t", 0, 9),
                call("+14155550100", RUNG, "t", 20, 10),
                call("+14155550100", RUNG, "t", 40, 0),
                call("+14155550100", RUNG, "t", 60, 61));
        assertThat(state.row("callee_profile").subList(4, 6)).containsExactly(20.0, 0.5);
    }

    @Test
    void dayOldCallsAreForgotten() {
        after(state, call("+14155550100", RUNG, "t", 0, 30), call("+14155550101", RUNG, "t", 24 * HOUR_S + 31, 10));
        assertThat(state.row("callee_profile")).containsExactly(1.0, 1.0, 1.0, 1.0, 10.0, 0.0);
    }
}
