package io.voxguard.catalogue.view;

import io.voxguard.catalogue.document.Document;
import io.voxguard.catalogue.document.InvalidDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads a folder of views, feature services and request features. One instance reads one folder. */
final class CatalogueFolder {
    private final Map<String, FeatureView> views = new LinkedHashMap<>();
    private final Map<String, FeatureService> services = new LinkedHashMap<>();
    private List<Feature> request = List.of();
    /** File by what only one file may define: {@code view stats}, {@code id 7}, {@code service fraud}. */
    private final Map<String, Path> definedIn = new HashMap<>();

    private CatalogueFolder() {}

    /** Reads every {@code *.yaml} in a folder; the view {@code request} holds the request features, a file with {@code service} a feature service. */
    static FeatureCatalogue read(Path folder) {
        CatalogueFolder reading = new CatalogueFolder();
        for (Path file : yamlFiles(folder)) {
            reading.add(file, Document.read(file));
        }
        return new FeatureCatalogue(reading.views, reading.services, reading.request, Map.of(), Map.of());
    }

    private void add(Path file, Document document) {
        if (document.has("service")) {
            FeatureService service = FeatureServiceFile.read(document);
            define(file, document, "service", service.name());
            services.put(service.name(), service);
        } else if (document.text("view").equals(FeatureRef.REQUEST)) {
            define(file, document, "view", FeatureRef.REQUEST);
            request = FeatureViewFile.features(document);
        } else {
            FeatureView view = FeatureViewFile.read(document);
            define(file, document, "view", view.name());
            if (view.layout() instanceof Layout.Packed packed) {
                define(file, document, "id", packed.id());
            }
            views.put(view.name(), view);
        }
    }

    /** @throws InvalidDocument if another file has the same value in the field */
    private void define(Path file, Document document, String field, Object value) {
        Path other = definedIn.putIfAbsent(field + ' ' + value, file);
        if (other != null) {
            throw document.wrong(field, "a value that no other file has", value + ", as in " + other);
        }
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
