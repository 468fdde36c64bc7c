package io.voxguard.serving.retrieval;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.serving.feature.ReadPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request for features as it was worked out once: what is read, and which column of the reply shows what. Immutable and thread-safe.
 *
 * @param read what the store is asked for
 * @param columns of the reply, in its order, after those of the entities
 * @param entities by name in a request, the type of a join key that the request must give, in the order of {@link ReadPlan#columns()}
 * @param otherNames by another name that a request may use for a join key, the name in {@code entities}
 */
public record RetrievalPlan(
        ReadPlan read, List<Column> columns, Map<String, JoinKey> entities, Map<String, String> otherNames) {

    /**
     * One feature of the reply.
     *
     * @param name in the reply
     * @param view position of the view in the plan
     * @param feature position in what is read of the view
     * @param viewName and {@code featureName}: as the catalogue has them
     */
    public record Column(String name, int view, int feature, String viewName, String featureName) {}

    static RetrievalPlan of(ReadPlan read, List<Column> columns, Map<String, String> knownNames) {
        Map<String, JoinKey> entities = new LinkedHashMap<>();
        for (int i = 0; i < read.columns().size(); i++) {
            entities.put(read.columns().get(i), read.key(i));
        }
        return new RetrievalPlan(read, List.copyOf(columns), entities, knownNames);
    }

    /** The views that are read. */
    public List<FeatureView> views() {
        return read.views();
    }
}
