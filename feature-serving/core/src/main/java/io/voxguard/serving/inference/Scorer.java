package io.voxguard.serving.inference;

import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Wanted;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Scores calls by one version of a model, or by the versions that its policy chooses for each caller. */
@FunctionalInterface
public interface Scorer {
    /** @param scoring runs everything after the store's answer */
    CompletionStage<Outcome> score(List<Call> calls, Budget budget, Wanted wanted, Executor scoring);
}
