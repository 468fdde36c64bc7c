package io.voxguard.api.http.features;

import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.api.metrics.FeatureMetrics;
import io.voxguard.api.metrics.PlanMetrics;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.serving.retrieval.RetrievalPlan;

/** What the replies by one plan have in common. Immutable and thread-safe. */
final class PlanReply {
    private final PlanMetrics metrics;
    private final byte[] names;
    private final boolean[] packed;

    private PlanReply(RetrievalPlan plan, PlanMetrics metrics) {
        this.metrics = metrics;
        JsonBytes json = JsonBytes.ofThread();
        plan.columns().forEach(column -> json.string(column.name()));
        this.names = json.toBytes();
        this.packed = new boolean[plan.views().size()];
        for (int view = 0; view < packed.length; view++) {
            packed[view] = plan.views().get(view).layout() instanceof Layout.Packed;
        }
    }

    static PlanReply of(RetrievalPlan plan, FeatureMetrics metrics) {
        return plan.prepared(PlanReply.class, of -> new PlanReply(of, metrics.of(of)));
    }

    PlanMetrics metrics() {
        return metrics;
    }

    /** Returns the names of the columns, as elements of a JSON array. */
    byte[] names() {
        return names;
    }

    boolean isPacked(int view) {
        return packed[view];
    }
}
