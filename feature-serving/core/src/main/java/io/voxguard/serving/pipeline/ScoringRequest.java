package io.voxguard.serving.pipeline;

import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.feature.FeatureRows;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request on the road, and what becomes of it. */
final class ScoringRequest extends CompletableFuture<Outcome> {
    private final List<Call> calls;
    private final Budget budget;
    private final Wanted wanted;
    private final RoadPlan plan;
    private final long askedNanos = System.nanoTime();

    ScoringRequest(List<Call> calls, Budget budget, Wanted wanted, RoadPlan plan) {
        this.calls = calls;
        this.budget = budget;
        this.wanted = wanted;
        this.plan = plan;
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

    RoadPlan plan() {
        return plan;
    }

    /** When the store was asked. */
    long askedNanos() {
        return askedNanos;
    }

    /** The request, now that its features have come. */
    Featured with(FeatureRows rows) {
        return new Featured(this, rows);
    }

    /** A request with its features. */
    record Featured(ScoringRequest request, FeatureRows rows) {
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
