package io.voxguard.serving.view;

import io.voxguard.serving.document.Document;
import io.voxguard.serving.document.InvalidDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All views and request features there are. Immutable.
 *
 * @param views the views in the store, by name
 * @param request the features computed from a call, in their order
 */
public record FeatureCatalogue(Map<String, FeatureView> views, List<Feature> request) {
    public FeatureCatalogue {
        views = Map.copyOf(views);
        request = List.copyOf(request);
    }

    /** Reads every {@code *.yaml} in a folder; {@code request.yaml} holds the request features. */
    public static FeatureCatalogue read(Path folder) {
        Map<String, FeatureView> views = new LinkedHashMap<>();
        List<Feature> request = List.of();
        for (Path file : yamlFiles(folder)) {
            Document document = Document.read(file);
            if (document.text("view").equals(FeatureRef.REQUEST)) {
                request = FeatureView.features(document);
                continue;
            }
            FeatureView view = FeatureView.of(document);
            for (FeatureView other : views.values()) {
                if (other.id() == view.id() || other.name().equals(view.name())) {
                    throw document.wrong("id", "name and id each once; " + other.name() + " has them too", view.id());
                }
            }
            views.put(view.name(), view);
        }
        return new FeatureCatalogue(views, request);
    }

    /** The feature of that name, stored or of the request; empty where there is none. */
    public Optional<Feature> find(FeatureRef ref) {
        FeatureView view = views.get(ref.view());
        Stream<Feature> among =
                ref.ofRequest() ? request.stream() : view == null ? Stream.of() : view.features().stream();
        return among.filter(feature -> feature.name().equals(ref.feature())).findFirst();
    }

    private static List<Path> yamlFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InvalidDocument(folder + ": expected a folder of feature views", e);
        }
    }
}
