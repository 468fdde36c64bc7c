package io.voxguard.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.voxguard.problem.Refused;
import io.voxguard.serving.call.Call;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartedCallsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
    private static final String STARTED = "io.voxguard.call.started.v1";
    private static final String DATA =
            "{\"call_id\":\"a\",\"caller\":\"+14155550100\",\"callee\":\"+442079460018\",\"trunk\":\"t1\",\"started_at\":\"2026-03-02T09:00:00+02:00\"}";

    @Test
    void localTimeOfTheCallIsKept() {
        assertThat(StartedCalls.read(event(STARTED, DATA), NOW))
                .contains(new Call(
                        "a",
                        "+14155550100",
                        "+442079460018",
                        "t1",
                        Instant.parse("2026-03-02T07:00:00Z").toEpochMilli(),
                        7200,
                        Map.of()));
    }

    @Test
    void laterProgressIsNoStart() {
        assertThat(StartedCalls.read(event("io.voxguard.call.ended.v1", "{}"), NOW))
                .isEmpty();
    }

    @Test
    void otherTypesAndFaultyDataNameTheField() {
        assertThatThrownBy(() -> StartedCalls.read(event("io.voxguard.detection.v1", DATA), NOW))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.problem().field()).isEqualTo("type"));
        assertThatThrownBy(() -> StartedCalls.read(event(STARTED, DATA.replace("callee", "called")), NOW))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.problem().field()).isEqualTo("callee"));
        assertThatThrownBy(() -> StartedCalls.read(event(STARTED, ""), NOW))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.problem().field()).isEqualTo("data"));
    }

    private static CloudEvent event(String type, String data) {
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId("1")
                .withSource(URI.create("/test"))
                .withType(type);
        return data.isEmpty()
                ? event.build()
                : event.withData("application/json", data.getBytes(StandardCharsets.UTF_8))
                        .build();
    }
}
