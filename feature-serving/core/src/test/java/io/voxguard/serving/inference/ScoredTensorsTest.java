package io.voxguard.serving.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.problem.Problem;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.Reason;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.model.ModelId;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.vector.OrdinaryRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoredTensorsTest {
    private static final Call CALL = new Call(null, "+14155550100", "+14155550101", null, 0, 0, Map.of());
    private static final OrdinaryRange ORDINARY = new OrdinaryRange(0, 1, 7);

    @Test
    void reasonsAreJsonWithoutOrdinaryRanges() {
        Scored scored = scored(
                new Reason.ByFeature(new FeatureRef("caller_velocity", "calls_1h"), 40, ORDINARY, 0.25f),
                new Reason.ByFeature(new FeatureRef("request", "night"), Float.NaN, ORDINARY, -0.5f));
        CallRows rows = new CallRows(List.of(CALL), List.of(Optional.empty()));

        assertThat(texts(new ScoredTensors(rows, List.of(scored)), "reasons"))
                .containsExactly("[{\"feature\":\"caller_velocity:calls_1h\",\"value\":40.0,\"contribution\":0.25},"
                        + "{\"feature\":\"request:night\",\"value\":null,\"contribution\":-0.5}]");
    }

    @Test
    void rowThatCouldNotBeScoredHasItsErrorAndEmptyTexts() {
        Problem problem = new Problem("caller", "a number", "\"x\"");
        CallRows rows = new CallRows(List.of(CALL), List.of(Optional.of(problem), Optional.empty()));
        ScoredTensors tensors = new ScoredTensors(rows, List.of(scored()));

        assertThat(texts(tensors, "error")).containsExactly("caller: expected a number, got \"x\"", "");
        assertThat(texts(tensors, "decision")).containsExactly("", "block");
    }

    private static Scored scored(Reason.ByFeature... reasons) {
        Verdict verdict = new Verdict(
                0.9f,
                Decision.BLOCK,
                Decision.BLOCK,
                new FinalDecision(Decision.BLOCK, DecidedBy.MODEL, null),
                List.of(reasons));
        return new Scored(new ModelId("m", "1"), CALL, verdict, null, 2, 0, 0, List.of(), List.of());
    }

    private static List<String> texts(ScoredTensors tensors, String output) {
        Tensor tensor = tensors.named(List.of(output)).getFirst();
        return tensor.strings().stream()
                .map(utf8 -> new String(utf8, StandardCharsets.UTF_8))
                .toList();
    }
}
