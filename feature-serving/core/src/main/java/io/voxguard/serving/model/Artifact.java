package io.voxguard.serving.model;

import io.voxguard.catalogue.document.Document;
import io.voxguard.serving.admission.GateLimits;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Identity and files of a version, as its manifest gives them for models of every kind.
 *
 * @param file of the model, beside the manifest
 * @param sha256 of that file, in hex
 * @param externalData sha256 by name of the files beside the manifest that hold weights
 * @param limits of its use, if the manifest has any
 */
public record Artifact(
        ModelId id, Path file, String sha256, Map<String, String> externalData, Optional<GateLimits> limits) {
    public Artifact {
        externalData = Map.copyOf(externalData);
    }

    static Artifact read(Path folder, Document manifest) {
        Map<String, String> external = new LinkedHashMap<>();
        if (manifest.has("external_data")) {
            Document files = manifest.mapping("external_data");
            for (String name : files.names()) {
                beside(folder, files, name, name);
                external.put(name, files.text(name));
            }
        }
        return new Artifact(
                new ModelId(manifest.text("model"), manifest.text("version")),
                beside(folder, manifest, "file", manifest.text("file")),
                manifest.text("sha256"),
                external,
                manifest.has("limits") ? Optional.of(limits(manifest.mapping("limits"))) : Optional.empty());
    }

    private static GateLimits limits(Document limits) {
        int concurrency = limits.integer("concurrency");
        int queue = limits.integer("queue");
        if (concurrency < 1) {
            throw limits.wrong("concurrency", "at least 1", concurrency);
        }
        if (queue < 0) {
            throw limits.wrong("queue", "at least 0", queue);
        }
        return new GateLimits(concurrency, queue);
    }

    static Path beside(Path folder, Document document, String field, String name) {
        if (name.contains("/") || name.contains("\\") || name.equals("..") || name.equals(".")) {
            throw document.wrong(field, "the name of a file beside the manifest", name);
        }
        return folder.resolve(name);
    }
}
