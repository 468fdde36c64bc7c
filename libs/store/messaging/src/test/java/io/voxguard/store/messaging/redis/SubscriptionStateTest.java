package io.voxguard.store.messaging.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SubscriptionStateTest {
    private final AtomicLong nanos = new AtomicLong();
    private final SubscriptionState state = new SubscriptionState(2, nanos::get);

    private void pass(int millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void completeWhenAllAreConfirmedAndTheFirstTimeIsNoGap() {
        assertThat(state.confirmed("a")).isEmpty();
        assertThat(state.isComplete()).isFalse();
        assertThat(state.confirmed("a")).isEmpty();
        assertThat(state.isComplete()).isFalse();
        assertThat(state.confirmed("b")).isEmpty();
        assertThat(state.isComplete()).isTrue();
    }

    @Test
    void gapLastsFromTheLossToTheLastConfirmationHoweverManyConnectionsFailMeanwhile() {
        state.confirmed("a");
        state.confirmed("b");
        state.lost();
        pass(100);
        state.confirmed("a");
        state.lost();
        pass(50);
        state.confirmed("a");
        assertThat(state.confirmed("b")).contains(Duration.ofMillis(150));
        assertThat(state.confirmed("b")).isEmpty();
        assertThat(state.wasComplete()).isTrue();
    }

    @Test
    void overdueAfterAQuarterOfASecondWithoutAllConfirmations() {
        state.asked();
        pass(249);
        assertThat(state.isOverdue()).isFalse();
        pass(1);
        assertThat(state.isOverdue()).isTrue();
        state.asked();
        assertThat(state.isOverdue()).isFalse();
        state.failed();
        assertThat(state.isOverdue()).isTrue();
        state.confirmed("a");
        state.confirmed("b");
        assertThat(state.isOverdue()).isFalse();
    }
}
