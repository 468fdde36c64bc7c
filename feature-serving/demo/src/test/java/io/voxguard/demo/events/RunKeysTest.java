package io.voxguard.demo.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunKeysTest {
    @Test
    void runsHaveDifferentKeysOutsideThoseOfTheUsersServices() {
        RunKeys one = RunKeys.random();
        assertThat(one).isNotEqualTo(RunKeys.random());
        assertThat(one.toRemove()).allMatch(key -> key.matches("\\{?voxguard:demo:[0-9a-f]{8}:.+"));
        assertThat(one.toRemove()).doesNotHaveDuplicates();
    }

    @Test
    void serviceWritesTheStreamThatEventFanoutReads() {
        RunKeys keys = new RunKeys("p");
        assertThat(keys.ofService())
                .containsEntry("VOXGUARD_EVENTS_TO", "stream")
                .containsEntry("VOXGUARD_EVENTS_STREAM_DETECTION", "p:detections");
        assertThat(keys.ofFanout()).containsEntry("VOXGUARD_FUNCTION_STREAM", "p:detections");
    }

    @Test
    void everyStreamOfTheRunIsRemoved() {
        assertThat(new RunKeys("p").toRemove())
                .contains("p:detections", "p:cases", "p:refused", "p:fanout:replicas")
                .contains("p:fanout:dead:cases", "p:fanout:dead:alerts")
                .contains("{p:fanout:0}:log", "{p:fanout:1}:log", "{p:fanout:2}:log", "{p:fanout:3}:log");
    }
}
