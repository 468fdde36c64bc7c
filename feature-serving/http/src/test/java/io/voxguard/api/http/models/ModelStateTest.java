package io.voxguard.api.http.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.api.http.information.SampleModels;
import io.voxguard.api.http.json.RecordJson;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.replicas.ReplicaState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The JSON of {@code /v1/models}, letter by letter. */
class ModelStateTest {
    private static String json(ModelState state) {
        return RecordJson.write(state).toString(StandardCharsets.UTF_8);
    }

    private static ModelState shadowed(@Nullable Double maxDifference) {
        ModelState state = ModelState.of(SampleModels.plain(new Policy.Shadow("2", "3")), List.of());
        return new ModelState(
                state.name(),
                state.kind(),
                state.policy(),
                state.revision(),
                state.serving(),
                state.versions(),
                new ModelState.Shadow(2, 1, maxDifference, 1),
                state.replicas());
    }

    @Test
    void canaryHasItsCandidatePercentAndReplicas() {
        List<ReplicaState> replicas = List.of(
                new ReplicaState("host-1", 7, "2", "READY", "", 1_700_000_000_123L),
                new ReplicaState("host-2", 0, "", "UNAVAILABLE", "no version", 0L));
        assertThat(json(ModelState.of(SampleModels.plain(new Policy.Canary("2", "3", 12.5)), replicas)))
                .isEqualTo("""
            {"name":"plain","kind":"tensors","policy":{"policy":"canary","version":"2","candidate":"3","percent":12.5},"revision":7,\
            "serving":"2","versions":[{"version":"2","state":"READY","sha256":"ab12","in_use":3},{"version":"3","state":"UNAVAILABLE",\
            "reason":"cannot be read: \\"x\\"","in_use":0}],"replicas":[{"replica":"host-1","revision":7,"serving":"2","state":"READY",\
            "seen_at":"2023-11-14T22:13:20.123Z"},{"replica":"host-2","revision":0,"serving":"","state":"UNAVAILABLE","reason":"no version",\
            "seen_at":"1970-01-01T00:00:00Z"}]}""");
    }

    @Test
    void shadowHasItsComparison() {
        assertThat(json(shadowed(0.25))).isEqualTo("""
            {"name":"plain","kind":"tensors","policy":{"policy":"shadow","version":"2","candidate":"3"},"revision":7,"serving":"2",\
            "versions":[{"version":"2","state":"READY","sha256":"ab12","in_use":3},{"version":"3","state":"UNAVAILABLE","reason":"cannot be read: \\"x\\"",\
            "in_use":0}],"shadow":{"compared":2,"dropped":1,"max_difference":0.25,"decisions_differ":1},"replicas":[]}""");
    }

    @Test
    void differenceThatIsNanIsNull() {
        assertThat(json(shadowed(null))).isEqualTo("""
            {"name":"plain","kind":"tensors","policy":{"policy":"shadow","version":"2","candidate":"3"},"revision":7,"serving":"2",\
            "versions":[{"version":"2","state":"READY","sha256":"ab12","in_use":3},{"version":"3","state":"UNAVAILABLE","reason":"cannot be read: \\"x\\"",\
            "in_use":0}],"shadow":{"compared":2,"dropped":1,"max_difference":null,"decisions_differ":1},"replicas":[]}""");
    }

    @Test
    void pinnedPolicyHasItsVersionAlone() {
        assertThat(json(ModelState.of(SampleModels.plain(new Policy.Pinned("2")), List.of())))
                .isEqualTo("""
            {"name":"plain","kind":"tensors","policy":{"policy":"pinned","version":"2"},"revision":7,"serving":"2","versions":[{"version":"2",\
            "state":"READY","sha256":"ab12","in_use":3},{"version":"3","state":"UNAVAILABLE","reason":"cannot be read: \\"x\\"",\
            "in_use":0}],"replicas":[]}""");
    }

    @Test
    void modelWithoutVersionsHasEmptyLists() {
        assertThat(json(ModelState.of(SampleModels.empty(true), List.of()))).isEqualTo("""
            {"name":"empty","kind":"","policy":{"policy":"latest"},"revision":0,"serving":"","versions":[],"replicas":[]}""");
    }
}
