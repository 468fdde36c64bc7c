package io.voxguard.api.http.features;

import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.problem.Refused;
import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.serving.entity.KeyValues;
import io.voxguard.serving.feature.EntityTable;
import io.voxguard.serving.retrieval.FeatureRetrieval;
import io.voxguard.serving.retrieval.RetrievalPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request for features, as it was read and found sound. */
record FeaturesRequest(RetrievalPlan plan, EntityTable entities, List<EchoedColumn> echoed, boolean provenance) {

    /** A column of entity values that the reply shows again. */
    record EchoedColumn(String name, EntityColumn values) {}

    /** The body's fields, before its features are looked up. */
    static final class Draft {
        Map<String, List<@Nullable Object>> columns = Map.of();
        List<String> features = List.of();

        @Nullable
        String service;

        boolean fullNames;
        boolean provenance;
        boolean entitiesSeen;

        FeaturesRequest resolve(FeatureRetrieval retrieval, KeyValues keys, boolean likeFeast) {
            RetrievalPlan plan = plan(retrieval, likeFeast);
            if (!entitiesSeen) {
                throw Refused.invalid("entities", "an object of lists, one per join key", "nothing");
            }
            Map<String, EntityColumn> typed = new LinkedHashMap<>(4); // few entities have more columns
            for (Map.Entry<String, List<@Nullable Object>> column : columns.entrySet()) {
                String name = plan.otherNames().getOrDefault(column.getKey(), column.getKey());
                JoinKey key = plan.entities().get(name);
                if (key != null) {
                    typed.put(name, typed(column.getKey(), column.getValue(), key, keys));
                } else if (plan.otherNames().containsKey(column.getKey())) {
                    typed.put(name, new EntityColumn(column.getValue().toArray()));
                }
            }
            return new FeaturesRequest(plan, table(plan, typed), echoed(typed), provenance);
        }

        private RetrievalPlan plan(FeatureRetrieval retrieval, boolean likeFeast) {
            if (service != null && !features.isEmpty() && !likeFeast) {
                throw Refused.invalid("features", "features or feature_service, not both", "both");
            }
            if (service == null && features.isEmpty()) {
                throw Refused.invalid("features", "a list of view:feature, or feature_service", "none");
            }
            return service == null ? retrieval.plan(features, fullNames) : retrieval.plan(service, fullNames);
        }

        private static EntityColumn typed(String name, List<@Nullable Object> plain, JoinKey key, KeyValues keys) {
            @Nullable Object[] values = new Object[plain.size()];
            for (int i = 0; i < values.length; i++) {
                try {
                    values[i] = keys.of(key.type(), plain.get(i));
                } catch (Refused wrong) {
                    throw wrong.at("entities." + name + "[" + i + "]");
                }
            }
            return new EntityColumn(values);
        }

        private EntityTable table(RetrievalPlan plan, Map<String, EntityColumn> typed) {
            List<EntityColumn> needed = new ArrayList<>(plan.entities().size());
            for (String name : plan.entities().keySet()) {
                EntityColumn column = typed.get(name);
                if (column == null) {
                    throw Refused.invalid(
                            "entities." + name,
                            "the values of join key " + name,
                            columns.isEmpty() ? "no columns" : "columns " + columns.keySet());
                }
                needed.add(column);
            }
            // features without an entity have one row when no entity is named
            int rows =
                    columns.isEmpty() ? 1 : columns.values().iterator().next().size();
            return new EntityTable(rows, needed);
        }

        private static List<EchoedColumn> echoed(Map<String, EntityColumn> typed) {
            List<EchoedColumn> echoed = new ArrayList<>(typed.size());
            typed.forEach((name, column) -> echoed.add(new EchoedColumn(name, column)));
            return echoed;
        }
    }
}
