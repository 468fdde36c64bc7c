package io.voxguard.api.callevents;

import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.model.ModelId;
import io.voxguard.serving.pipeline.Scored;
import java.util.List;
import java.util.Map;

/** A call about which the model decided. */
public final class SampleCall {
    /** Number of the caller. */
    public static final String CALLER = "+14155550123";

    private SampleCall() {}

    public static Scored decided(String callId, Decision decision) {
        Verdict verdict =
                new Verdict(0.5f, decision, decision, new FinalDecision(decision, DecidedBy.MODEL, null), List.of());
        Call call = new Call(callId, CALLER, "+442071838750", null, 1_772_439_330_000L, 0, Map.of());
        return new Scored(new ModelId("m", "1"), call, verdict, null, 1, 0, 0, List.of(), List.of());
    }
}
