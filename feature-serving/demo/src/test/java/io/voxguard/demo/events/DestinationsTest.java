package io.voxguard.demo.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class DestinationsTest {
    private static final RunKeys KEYS = new RunKeys("voxguard:demo:1");
    private static final Map<String, Object> CASES =
            Map.of("name", "cases", "type", "stream", "stream", "voxguard:demo:1:cases");
    private static final Map<String, Object> ALERTS = Map.of(
            "name", "alerts",
            "type", "webhook",
            "url", "http://127.0.0.1:4711/",
            "secret_env", "ALERTS_SECRET",
            "allow_private", true);

    private static Object yaml(String document) {
        return new Load(LoadSettings.builder().build()).loadFromString(document);
    }

    @Test
    void documentNamesTheConsumersThatRun() {
        assertThat(yaml(Destinations.document(KEYS, true, OptionalInt.of(4711))))
                .isEqualTo(Map.of("destinations", List.of(CASES, ALERTS)));
        assertThat(yaml(Destinations.document(KEYS, true, OptionalInt.empty())))
                .isEqualTo(Map.of("destinations", List.of(CASES)));
        assertThat(yaml(Destinations.document(KEYS, false, OptionalInt.of(4711))))
                .isEqualTo(Map.of("destinations", List.of(ALERTS)));
    }

    @Test
    void stateIsWhatEventFanoutCounts() throws Exception {
        String reply = """
                {"destinations":[{"name":"cases","type":"stream","lag":0,"delivered":7,"dead":0,"last_failure":""},
                 {"name":"alerts","type":"webhook","lag":1,"delivered":5,"dead":2,"last_failure":"HTTP 401"}]}""";
        assertThat(Destinations.read(reply.getBytes(StandardCharsets.UTF_8)))
                .containsExactly(
                        Map.entry("cases", new Destinations.State(7, 0, "")),
                        Map.entry("alerts", new Destinations.State(5, 2, "HTTP 401")));
    }

    @Test
    void missingEventsAreCountedAndTheLastFailureIsNamed() {
        Destinations.State state = new Destinations.State(5, 2, "HTTP 401");
        assertThat(state.settled()).isEqualTo(7);
        assertThat(state.missing(9)).isEqualTo("4 of 9, 2 of them given up; last failure: HTTP 401");
        assertThat(Destinations.State.UNKNOWN.missing(9)).isEqualTo("9 of 9, 0 of them given up");
    }
}
