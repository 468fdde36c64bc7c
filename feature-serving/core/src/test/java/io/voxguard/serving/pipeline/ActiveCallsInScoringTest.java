package io.voxguard.serving.pipeline;

import static io.voxguard.serving.pipeline.PipelineFixture.NOW;
import static io.voxguard.serving.pipeline.PipelineFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.rules.Rule;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.CallsInProgress.Party;
import io.voxguard.store.StoreOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls in progress as features of scoring: counted where rules name them, and only there. */
class ActiveCallsInScoringTest {
    private static final Wanted RULES = new Wanted(Wanted.Reasons.NOT_ALLOWED, false, true);
    private static final String CALLER = "+14155550100";

    private final PipelineFixture fixture = new PipelineFixture();
    private final FakeCalls counted = new FakeCalls();
    private ScoringPipeline pipeline;

    @BeforeEach
    void open() {
        fixture.catalogue = withActiveCalls();
        fixture.calls = counted;
        pipeline = fixture.pipeline(ModelFolder.load(ShippedModels.gbm()));
    }

    @AfterEach
    void close() {
        pipeline.model().close();
    }

    @Test
    void rulesSeeTheCallsInProgressOfCallerAndTrunk() {
        fixture.inForce("block: request.caller_active_calls == 3 && request.trunk_active_calls > 39");
        counted.counts.putAll(Map.of(CALLER, 3L, "trunk-1", 40L));

        assertThat(fired(call(CALLER, Map.of()))).containsExactly("r1");
        assertThat(counted.asked).singleElement().satisfies(parties -> assertThat(parties)
                .containsExactlyInAnyOrder(new Party(Kind.CALLER, CALLER), new Party(Kind.TRUNK, "trunk-1")));
    }

    @Test
    void eachPartyOfABatchIsCountedOnce() {
        fixture.inForce("flag: request.trunk_active_calls == 7");
        counted.counts.put("trunk-1", 7L);

        List<Scored> both = score(List.of(call(CALLER, Map.of()), call("+14155550101", Map.of())));

        assertThat(both).allSatisfy(scored -> assertThat(fired(scored)).containsExactly("r1"));
        assertThat(counted.asked).containsExactly(List.of(new Party(Kind.TRUNK, "trunk-1")));
    }

    @Test
    void nothingIsCountedUnlessARuleNamesIt() {
        fixture.inForce("flag: request.hour >= 0");

        score(List.of(call(CALLER, Map.of())));

        assertThat(counted.asked).isEmpty();
    }

    @Test
    void countsFollowTheRulesInForce() {
        fixture.inForce("flag: request.hour >= 0");
        score(List.of(call(CALLER, Map.of())));
        fixture.inForce("flag: request.caller_active_calls == 1");
        counted.counts.put(CALLER, 1L);

        assertThat(fired(call(CALLER, Map.of()))).containsExactly("r1");
    }

    @Test
    void valueInTheContextReplacesTheCount() {
        fixture.inForce("flag: request.caller_active_calls == 9", "flag: request.caller_active_calls == 0");
        counted.counts.put(CALLER, 3L);

        assertThat(fired(call(CALLER, Map.of("request:caller_active_calls", 9f))))
                .containsExactly("r1");
        assertThat(fired(call(CALLER, Map.of("request:caller_active_calls", Float.NaN))))
                .as("null: the default")
                .containsExactly("r2");
    }

    @Test
    void callWithoutATrunkHasTheDefault() {
        fixture.inForce("flag: request.trunk_active_calls == 0");

        assertThat(fired(new Call("id", CALLER, "+14155550199", null, NOW, 0, Map.of())))
                .containsExactly("r1");
        assertThat(counted.asked).containsExactly(List.of());
    }

    @Test
    void rulesSeeTheDefaultAndTheAnswerIsDegradedIfTheCountDoesNotCome() {
        fixture.inForce("flag: request.caller_active_calls == 0");
        counted.outcome = StoreOutcome.TIMED_OUT;

        Scored scored = score(List.of(call(CALLER, Map.of()))).getFirst();

        assertThat(fired(scored)).containsExactly("r1");
        assertThat(scored.degraded()).containsExactly(new Degradation("active_calls", "timed_out"));
    }

    @Test
    void rulesSeeTheDefaultIfCountingIsSwitchedOff() {
        fixture.calls = null;
        pipeline.model().close();
        pipeline = fixture.pipeline(ModelFolder.load(ShippedModels.gbm()));
        fixture.inForce("flag: request.caller_active_calls == 0");

        Scored scored = score(List.of(call(CALLER, Map.of()))).getFirst();

        assertThat(fired(scored)).containsExactly("r1");
        assertThat(scored.degraded()).isEmpty();
    }

    private static FeatureCatalogue withActiveCalls() {
        FeatureCatalogue shipped = ShippedModels.catalogue();
        List<Feature> request = new ArrayList<>(shipped.request());
        for (String name : List.of("caller_active_calls", "trunk_active_calls")) {
            request.add(new Feature(name, ValueType.INT32, "calls", 0, "calls in progress"));
        }
        return new FeatureCatalogue(shipped.views(), shipped.services(), request, Map.of(), Map.of());
    }

    private List<Scored> score(List<Call> calls) {
        return PipelineFixture.score(pipeline, calls, PipelineFixture.plenty(), RULES);
    }

    private List<String> fired(Call call) {
        return fired(score(List.of(call)).getFirst());
    }

    private static List<String> fired(Scored scored) {
        return scored.rules() == null
                ? List.of()
                : scored.rules().fired().stream().map(Rule::id).toList();
    }
}
