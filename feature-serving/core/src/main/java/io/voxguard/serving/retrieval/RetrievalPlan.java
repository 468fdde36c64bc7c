package io.voxguard.serving.retrieval;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.serving.feature.ReadPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plan of a request for features: what is read, and which column of the reply shows which feature. Immutable and thread-safe. */
public final class RetrievalPlan {
    private final ReadPlan read;
    private final List<Column> columns;
    private final Map<String, JoinKey> entities = new LinkedHashMap<>();
    private final Map<String, String> otherNames;
    private volatile @Nullable Object prepared;

    RetrievalPlan(ReadPlan read, List<Column> columns, Map<String, String> otherNames) {
        this.read = read;
        this.columns = List.copyOf(columns);
        this.otherNames = otherNames;
        for (int i = 0; i < read.columns().size(); i++) {
            entities.put(read.columns().get(i), read.key(i));
        }
    }

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

    /** Returns the plan of the store's reads. */
    ReadPlan read() {
        return read;
    }

    /** Returns the columns of the reply, in its order, after those of the entities. */
    public List<Column> columns() {
        return columns;
    }

    /** Returns by name in a request the type of a join key that the request must give, in the order of {@link ReadPlan#columns()}. */
    public Map<String, JoinKey> entities() {
        return entities;
    }

    /** Returns by another name that a request may use for a join key the name in {@link #entities}. */
    public Map<String, String> otherNames() {
        return otherNames;
    }

    /** Returns what all replies by this plan have in common, which the first of them prepares; two that are first at the same time both prepare it. */
    public <T> T prepared(Class<T> type, Function<RetrievalPlan, T> preparing) {
        Object known = prepared;
        if (known == null) {
            known = preparing.apply(this);
            prepared = known;
        }
        return type.cast(known);
    }

    /** Returns the views that are read. */
    public List<FeatureView> views() {
        return read.views();
    }
}
