package io.voxguard.serving.pipeline;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.ViewOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds out which answers of a request are degraded because the store did not deliver everything. */
final class Completeness {
    private final List<FeatureView> views;
    private final PipelineEvents events;

    Completeness(List<FeatureView> views, PipelineEvents events) {
        this.views = views;
        this.events = events;
    }

    /** Returns for each call what degrades its answer. The list may be unmodifiable. */
    List<List<Degradation>> of(int calls, FeatureRows rows) {
        List<List<Degradation>> all = null;
        for (int c = 0; c < calls; c++) {
            List<Degradation> degraded = List.of();
            for (int v = 0; v < views.size(); v++) {
                FeatureView view = views.get(v);
                ViewOutcome outcome = rows.outcome(c, v);
                events.view(view, outcome);
                if (outcome.degrades()) {
                    degraded = and(degraded, new Degradation(view.name(), outcome.label()));
                }
            }
            if (all == null && !degraded.isEmpty()) {
                all = new ArrayList<>(Collections.nCopies(calls, List.of()));
            }
            if (all != null) {
                all.set(c, degraded);
            }
        }
        return all == null ? Collections.nCopies(calls, List.of()) : all;
    }

    static List<Degradation> and(List<Degradation> some, Degradation one) {
        List<Degradation> more = new ArrayList<>(some.size() + 1);
        more.addAll(some);
        more.add(one);
        return more;
    }
}
