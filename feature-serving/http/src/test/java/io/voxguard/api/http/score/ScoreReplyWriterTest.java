package io.voxguard.api.http.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.evaluation.Fired;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.Reason;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.model.ModelId;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.StageTimes;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.vector.OrdinaryRange;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScoreReplyWriterTest {
    private static final Rule RULE =
            new Rule("r1", "Many calls", "fraud-desk", "wangiri", "true", RuleAction.BLOCK, 1, Rule.Validity.ALWAYS);
    private static final Reason.ByFeature FEATURE = new Reason.ByFeature(
            new FeatureRef("caller_velocity", "calls_1h"), 40, new OrdinaryRange(0, 1.5f, 7), 0.25f);

    @Test
    void reasonsNameRulesFirstAndFeaturesWithTheirOrdinaryRange() {
        assertThat(reply(new RuleVerdict("core", 7, new Fired(List.of(RULE), 0)), FEATURE))
                .contains("\"reasons\":["
                        + "{\"rule\":\"r1\",\"name\":\"Many calls\",\"typology\":\"wangiri\",\"action\":\"block\"},"
                        + "{\"feature\":\"caller_velocity:calls_1h\",\"value\":40.0,\"contribution\":0.25,"
                        + "\"ordinary\":{\"low\":0.0,\"median\":1.5,\"high\":7.0}}]");
    }

    @Test
    void callWithoutReasonsHasAnEmptyList() {
        assertThat(reply(null)).contains("\"reasons\":[],\"model\"");
    }

    @Test
    void reasonsNameSixteenRulesAndTheReplyCountsAll() {
        String reply = reply(new RuleVerdict("core", 7, new Fired(Collections.nCopies(20, RULE), 0)));

        assertThat(reply.split("\"rule\":", -1)).hasSize(17);
        assertThat(reply).contains("\"fired\":20");
    }

    private static String reply(@Nullable RuleVerdict rules, Reason.ByFeature... reasons) {
        Verdict verdict = new Verdict(
                0.9f,
                Decision.BLOCK,
                Decision.BLOCK,
                new FinalDecision(Decision.BLOCK, DecidedBy.MODEL, null),
                List.of(reasons));
        Call call = new Call("c-1", "+14155550100", "+14155550101", null, 0, 0, Map.of());
        Scored scored = new Scored(new ModelId("m", "1"), call, verdict, rules, 2, 0, 0, List.of(), List.of());
        ByteBuf json = ScoreReplyWriter.single(new Outcome.Answered(List.of(scored), new StageTimes(0, 0, 0, 0, 0)));
        try {
            return json.toString(StandardCharsets.UTF_8);
        } finally {
            json.release();
        }
    }
}
