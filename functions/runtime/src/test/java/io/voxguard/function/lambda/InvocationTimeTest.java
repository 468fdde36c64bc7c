package io.voxguard.function.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvocationTimeTest {
    private static final Duration LIMIT = Duration.ofSeconds(25);

    @Test
    void theLimitHoldsWhereLambdaGivesMoreOrNothingIsKnown() throws IOException {
        assertThat(InvocationTime.forWork(LIMIT)).isEqualTo(LIMIT);
        assertThat(within(60_000)).isEqualTo(LIMIT);
    }

    @Test
    void workEndsBeforeLambdaEndsTheInvocation() throws IOException {
        assertThat(within(3_000)).isEqualTo(Duration.ofMillis(2_800));
        assertThat(within(200)).isZero();
        assertThat(within(-5)).isZero();
    }

    @Test
    void theTimeIsForgottenAfterTheInvocation() throws IOException {
        within(3_000);
        assertThat(InvocationTime.forWork(LIMIT)).isEqualTo(LIMIT);
    }

    private static Duration within(long remainingMs) throws IOException {
        List<Duration> seen = new ArrayList<>();
        InvocationTime.within(remainingMs, () -> seen.add(InvocationTime.forWork(LIMIT)));
        return seen.getFirst();
    }
}
