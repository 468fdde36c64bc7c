package io.voxguard.demo.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmittedDetectionsTest {
    @Test
    void detectionsAreCountedAndOtherTypesAreNot() {
        EmittedDetections emitted = EmittedDetections.read("""
                # TYPE voxguard_events_sent_total counter
                voxguard_events_sent_total{type="io.voxguard.detection.v1"} 1200.0
                voxguard_events_sent_total{type="io.voxguard.call.scored.v1"} 9000.0
                voxguard_events_dropped_total{cause="queue_full",type="io.voxguard.detection.v1"} 3.0
                voxguard_events_dropped_total{cause="stopped",type="io.voxguard.detection.v1"} 4.0
                """);
        assertThat(emitted).isEqualTo(new EmittedDetections(1200, 7));
        assertThat(emitted.total()).isEqualTo(1207);
    }

    @Test
    void serviceWithoutEventsHasEmittedNothing() {
        assertThat(EmittedDetections.read("jvm_threads_live 20.0\n").total()).isZero();
    }
}
