package io.voxguard.serving.retrieval;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureService;
import io.voxguard.problem.Refused;
import io.voxguard.serving.feature.EntityTable;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.OnlineFeatures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Online features by their names, for one state of the catalogue. Plans are worked out once and kept. Thread-safe. */
public final class FeatureRetrieval {
    /** Maximum number of plans that are kept; plans for further lists of features are worked out for each request. */
    private static final int MOST_PLANS = 1024;

    private final FeatureCatalogue catalogue;
    private final OnlineFeatures features;
    private final Planner planner;
    private final Map<PlanOf, RetrievalPlan> plans = new ConcurrentHashMap<>();

    public FeatureRetrieval(FeatureCatalogue catalogue, OnlineFeatures features) {
        this.catalogue = catalogue;
        this.features = features;
        this.planner = new Planner(catalogue, features);
    }

    /** Plans by request: a list of features, or the name of a service. */
    private record PlanOf(Object asked, boolean fullNames) {
        // a key on the way of each request: a record's own methods are interpreted in a native executable

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PlanOf plan && fullNames == plan.fullNames && asked.equals(plan.asked);
        }

        @Override
        public int hashCode() {
            return 31 * asked.hashCode() + Boolean.hashCode(fullNames);
        }
    }

    /** Returns the plan for a list of features, each as {@code view:feature}. */
    public RetrievalPlan plan(List<String> references, boolean fullNames) {
        PlanOf key = new PlanOf(references, fullNames);
        RetrievalPlan plan = plans.get(key);
        return plan == null ? kept(key, planner.of(references, fullNames)) : plan;
    }

    /** Returns the plan for a feature service. */
    public RetrievalPlan plan(String service, boolean fullNames) {
        PlanOf key = new PlanOf(service, fullNames);
        RetrievalPlan plan = plans.get(key);
        if (plan != null) {
            return plan;
        }
        FeatureService known = catalogue.services().get(service);
        if (known == null) {
            throw Refused.invalid(
                    "feature_service", "one of " + catalogue.services().keySet(), '"' + service + '"');
        }
        return kept(key, planner.of(known, fullNames));
    }

    /** Reads what the plan says, judged by the time now. Never fails; {@link FeatureRows#delivered()} tells whether the store answered. */
    public CompletionStage<FeatureRows> read(RetrievalPlan plan, EntityTable entities, long nowMs, Duration limit) {
        return features.read(plan.read(), entities, row -> nowMs, limit);
    }

    private RetrievalPlan kept(PlanOf key, RetrievalPlan plan) {
        if (plans.size() < MOST_PLANS) {
            plans.put(key, plan);
        }
        return plan;
    }
}
