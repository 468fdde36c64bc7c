package io.voxguard.catalogue.view;

import io.voxguard.catalogue.document.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a feature service's file: {@code service} and {@code features}, a list of view:feature. */
final class FeatureServiceFile {
    private FeatureServiceFile() {}

    static FeatureService read(Document file) {
        Map<String, List<String>> byView = new LinkedHashMap<>();
        for (String text : file.texts("features")) {
            try {
                FeatureRef ref = FeatureRef.parse(text);
                List<String> features = byView.computeIfAbsent(ref.view(), view -> new ArrayList<>());
                if (features.contains(ref.feature())) {
                    throw file.wrong("features", "each feature once", "duplicate feature " + text);
                }
                features.add(ref.feature());
            } catch (IllegalArgumentException e) {
                throw file.wrong("features", "view:feature", text);
            }
        }
        return new FeatureService(
                file.text("service"),
                byView.entrySet().stream()
                        .map(entry -> new FeatureService.Projection(
                                entry.getKey(), entry.getKey(), Map.of(), entry.getValue()))
                        .toList());
    }
}
