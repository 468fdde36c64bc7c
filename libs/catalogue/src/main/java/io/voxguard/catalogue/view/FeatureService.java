package io.voxguard.catalogue.view;

import java.util.List;
import java.util.Map;

/** Features under one name, as a model or a team needs them. */
public record FeatureService(String name, List<Projection> projections) {
    public FeatureService {
        projections = List.copyOf(projections);
    }

    /**
     * Some features of a view, perhaps under another name and for an entity of another name.
     *
     * @param view as the catalogue names it: {@code view@v2} for an earlier version
     * @param shownAs the name of the view in full feature names
     * @param joinKeyNames by join key of the view, what requests call it
     */
    public record Projection(String view, String shownAs, Map<String, String> joinKeyNames, List<String> features) {
        public Projection {
            joinKeyNames = Map.copyOf(joinKeyNames);
            features = List.copyOf(features);
        }
    }
}
