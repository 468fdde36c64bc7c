package io.voxguard.serving.retrieval;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.serving.feature.ReadPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plan of a request for features: what is read, and which column of the reply shows which feature. Immutable and thread-safe.
 *
 * @param read plan of the store reads
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
     * @param feature position among the features that are read of the view
     * @param viewName and {@code featureName}: as the catalogue has them
     */
    public record Column(String name, int view, int feature, String viewName, String featureName) {
        // a key on the way of each request: a record's own methods are interpreted in a native executable

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other
                    || other instanceof Column column
                            && view == column.view
                            && feature == column.feature
                            && name.equals(column.name)
                            && viewName.equals(column.viewName)
                            && featureName.equals(column.featureName);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * name.hashCode() + viewName.hashCode()) + featureName.hashCode();
        }
    }

    static RetrievalPlan of(ReadPlan read, List<Column> columns, Map<String, String> knownNames) {
        Map<String, JoinKey> entities = new LinkedHashMap<>();
        for (int i = 0; i < read.columns().size(); i++) {
            entities.put(read.columns().get(i), read.key(i));
        }
        return new RetrievalPlan(read, List.copyOf(columns), entities, knownNames);
    }

    /** Returns the views that are read. */
    public List<FeatureView> views() {
        return read.views();
    }
}
