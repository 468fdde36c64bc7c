package io.voxguard.catalogue.view;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Features whose hashes are the same lie in one field of an entity's hash: none of the two can be trusted. */
final class FieldCollisions {
    private FieldCollisions() {}

    private record Hash(String project, List<String> joinKeys) {}

    /** By name of each view with such a feature, what it collides with. */
    static Map<String, String> among(Collection<FeatureView> views) {
        Map<String, String> colliding = new HashMap<>();
        Map<Hash, Map<Integer, String[]>> taken = new HashMap<>();
        for (FeatureView view : views) {
            if (view.layout() instanceof Layout.FeastHash layout) {
                Hash hash = new Hash(
                        layout.project(),
                        view.joinKeys().stream().map(JoinKey::name).sorted().toList());
                Map<Integer, String[]> fields = taken.computeIfAbsent(hash, key -> new HashMap<>());
                for (Feature feature : view.features()) {
                    String field = layout.storedName() + ":" + feature.name();
                    String[] other = fields.putIfAbsent(
                            FeastFields.hash(layout.storedName(), feature.name()), new String[] {view.name(), field});
                    if (other != null && !other[1].equals(field)) {
                        colliding.put(view.name(), field + " has the same hash as " + other[1]);
                        colliding.put(other[0], other[1] + " has the same hash as " + field);
                    }
                }
            }
        }
        return colliding;
    }
}
