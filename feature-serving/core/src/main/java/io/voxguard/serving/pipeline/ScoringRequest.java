package io.voxguard.serving.pipeline;

import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.limit.CallVerdicts;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request in the pipeline; completes with its outcome. */
final class ScoringRequest extends CompletableFuture<Outcome> {
    private final List<Call> calls;
    private final Budget budget;
    private final Wanted wanted;
    private final PipelinePlan plan;
    private final long askedNanos;

    ScoringRequest(List<Call> calls, Budget budget, Wanted wanted, PipelinePlan plan, long askedNanos) {
        this.calls = calls;
        this.budget = budget;
        this.wanted = wanted;
        this.plan = plan;
        this.askedNanos = askedNanos;
    }

    List<Call> calls() {
        return calls;
    }

    Budget budget() {
        return budget;
    }

    Wanted wanted() {
        return wanted;
    }

    PipelinePlan plan() {
        return plan;
    }

    /** Reading of the pipeline's ticker when the store was asked. */
    long askedNanos() {
        return askedNanos;
    }

    /** Returns the request together with its features. */
    Featured with(FeatureRows rows) {
        return new Featured(this, rows);
    }

    /** Returns the request together with its features and the verdicts of limits. */
    Featured with(FeatureRows rows, CallVerdicts limits) {
        return new Featured(this, rows.with(limits));
    }

    /** A request with its features, and the verdicts of limits on its calls. */
    record Featured(ScoringRequest request, FeatureRows rows) {
        CallVerdicts limits() {
            return rows.limits();
        }

        /** Returns whether the store has answered everything that it was asked. */
        boolean isWhole() {
            return rows.delivered() && !limits().anyDegraded();
        }

        int size() {
            return request.calls().size();
        }

        /** Ends the request without an answer. */
        void fail(Throwable fault) {
            request.completeExceptionally(fault);
            rows.close();
        }
    }
}
