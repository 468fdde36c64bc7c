package io.voxguard.catalogue.view;

import io.voxguard.catalogue.document.InvalidDocument;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All views, feature services and request features there are. Immutable.
 *
 * @param views the views in the store, by name
 * @param services the feature services, by name
 * @param request the features computed from a call, in their order
 * @param joinKeyNames by another name that requests may use for a join key, the join key
 * @param refused by name of a view or service that is not served, why
 */
public record FeatureCatalogue(
        Map<String, FeatureView> views,
        Map<String, FeatureService> services,
        List<Feature> request,
        Map<String, String> joinKeyNames,
        Map<String, String> refused) {
    public FeatureCatalogue {
        views = Collections.unmodifiableMap(new LinkedHashMap<>(views));
        services = Map.copyOf(services);
        request = List.copyOf(request);
        joinKeyNames = Map.copyOf(joinKeyNames);
        refused = Map.copyOf(refused);
    }

    /**
     * Reads every {@code *.yaml} in a folder; the view {@code request} holds the request features, a file with {@code service} a feature service.
     *
     * @throws InvalidDocument if a file is not what it should be, or two files define the same view, id or service
     */
    public static FeatureCatalogue read(Path folder) {
        return CatalogueFolder.read(folder).withoutCollisions();
    }

    /** Both together. A view or service of ours goes before another of that name, which is refused. */
    public FeatureCatalogue and(FeatureCatalogue other) {
        Map<String, FeatureView> allViews = new LinkedHashMap<>(views);
        Map<String, FeatureService> allServices = new HashMap<>(other.services);
        Map<String, String> allRefused = new HashMap<>(other.refused);
        other.views.forEach((name, view) -> {
            if (allViews.putIfAbsent(name, view) != null) {
                allRefused.put(name + " of the registry", "models/feature-views has a view of that name");
            }
        });
        services.forEach((name, service) -> {
            if (allServices.put(name, service) != null) {
                allRefused.put(
                        "service " + name + " of the registry", "models/feature-views has a service of that name");
            }
        });
        allRefused.putAll(refused);
        return new FeatureCatalogue(allViews, allServices, request, other.joinKeyNames, allRefused).withoutCollisions();
    }

    /** The feature of that name, stored or of the request; empty where there is none. */
    public Optional<Feature> find(FeatureRef ref) {
        FeatureView view = views.get(ref.view());
        Stream<Feature> among =
                ref.ofRequest() ? request.stream() : view == null ? Stream.of() : view.features().stream();
        return among.filter(feature -> feature.name().equals(ref.feature())).findFirst();
    }

    private FeatureCatalogue withoutCollisions() {
        Map<String, String> colliding = FieldCollisions.among(views.values());
        if (colliding.isEmpty()) {
            return this;
        }
        Map<String, FeatureView> sound = new LinkedHashMap<>(views);
        sound.keySet().removeAll(colliding.keySet());
        Map<String, String> allRefused = new HashMap<>(refused);
        allRefused.putAll(colliding);
        return new FeatureCatalogue(sound, services, request, joinKeyNames, allRefused);
    }
}
