package io.voxguard.serving.feature;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Views for tests: their TTL is an hour. */
public final class Views {
    public static final JoinKey CALLER = new JoinKey("caller", ValueType.STRING, EntityKind.CALLER);
    public static final JoinKey CALLEE = new JoinKey("callee", ValueType.STRING, EntityKind.CALLEE);
    public static final JoinKey TRUNK = new JoinKey("trunk", ValueType.STRING, EntityKind.TRUNK);

    private Views() {}

    public static FeatureView packed(String name, int id, JoinKey key, Feature... features) {
        return view(name, List.of(key), new Layout.Packed(id, 1), features);
    }

    public static FeatureView feast(String name, JoinKey key, Feature... features) {
        return view(name, List.of(key), new Layout.FeastHash("p", name, 3), features);
    }

    public static FeatureView view(String name, List<JoinKey> keys, Layout layout, Feature... features) {
        return new FeatureView(
                name,
                keys,
                Duration.ofHours(1),
                List.of(features),
                layout,
                new Writing(Optional.of(name + "_push"), Writing.EVENT_TIMESTAMP, Map.of()));
    }

    public static Feature feature(String name, ValueType type) {
        return new Feature(name, type, "unit", 0, "meaning");
    }

    public static FeatureCatalogue catalogue(FeatureView... views) {
        Map<String, FeatureView> byName = new LinkedHashMap<>();
        for (FeatureView view : views) {
            byName.put(view.name(), view);
        }
        return new FeatureCatalogue(byName, Map.of(), List.of(), Map.of(), Map.of());
    }
}
