package io.voxguard.serving.pipeline;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.rules.Rule;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.decisionlog.DecisionRecord;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.vector.InputState;
import io.voxguard.serving.vector.ModelInput;
import io.voxguard.serving.vector.Vectors;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records scored calls of one model, where the decision log wants them. */
final class DecisionRecorder {
    private final DecisionLog log;
    private final Manifest manifest;
    private final DecisionPolicy policy;
    private final Map<String, String> views = new LinkedHashMap<>();
    private final Clock clock;

    DecisionRecorder(DecisionLog log, Manifest manifest, DecisionPolicy policy, List<FeatureView> views, Clock clock) {
        this.log = log;
        this.manifest = manifest;
        this.policy = policy;
        this.clock = clock;
        for (FeatureView view : views) {
            this.views.put(
                    view.name(),
                    switch (view.layout()) {
                        case Layout.Packed packed -> Integer.toString(packed.version());
                        case Layout.FeastHash hash -> hash.storedName();
                    });
        }
    }

    void scored(
            Call call,
            Verdict verdict,
            @Nullable RuleVerdict rules,
            Vectors vectors,
            int row,
            List<Degradation> degraded) {
        if (!log.wants()) {
            return;
        }
        Map<String, Float> vector = new LinkedHashMap<>();
        Map<String, String> defaulted = new LinkedHashMap<>();
        for (int i = 0; i < manifest.inputs().size(); i++) {
            ModelInput input = manifest.inputs().get(i);
            vector.put(input.feature().toString(), vectors.value(row, i));
            InputState source = vectors.source(row, i);
            if (source != InputState.PRESENT) {
                defaulted.put(input.feature().toString(), source.name().toLowerCase(Locale.ROOT));
            }
        }
        Map<String, String> why = new LinkedHashMap<>();
        degraded.forEach(one -> why.put(one.view(), one.reason()));
        log.add(new DecisionRecord(
                clock.millis(),
                call.callId(),
                call.startedAtMs(),
                manifest.id().name(),
                manifest.id().version(),
                manifest.sha256(),
                views,
                vector,
                defaulted,
                verdict.score(),
                verdict.decision().label(),
                rules == null ? null : record(rules, verdict),
                why,
                record(verdict.given())));
    }

    private DecisionRecord.Given record(FinalDecision given) {
        return new DecisionRecord.Given(
                given.decision().label(),
                given.by().label(),
                given.policy() == null ? null : given.policy().label(),
                policy);
    }

    private static DecisionRecord.Ruled record(RuleVerdict rules, Verdict verdict) {
        return new DecisionRecord.Ruled(
                rules.set(),
                rules.revision(),
                rules.fired().stream().map(Rule::id).toList(),
                rules.failed(),
                rules.over(verdict.capped()).label());
    }
}
