package io.voxguard.fanout.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.fanout.event.FanoutEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SharedEventsTest {
    private final SharedEvents events = new SharedEvents();

    private static byte[] record(String id) {
        return Fanout.event(id, "key").structured();
    }

    @Test
    void eventThatAnotherHoldsIsNotParsedAgain() {
        FanoutEvent held = events.read("1-0", record("a"));
        assertThat(events.read("1-0", record("a"))).isSameAs(held);
    }

    @Test
    void otherRecordUnderTheSameIdIsAnotherEvent() {
        FanoutEvent held = events.read("1-0", record("a"));
        assertThat(events.read("1-0", record("b")).event().getId()).isEqualTo("b");
        assertThat(held.event().getId()).isEqualTo("a");
    }

    @Test
    void recordThatIsNotAnEventIsRefused() {
        assertThatThrownBy(() -> events.read("1-0", "{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RuntimeException.class);
    }
}
