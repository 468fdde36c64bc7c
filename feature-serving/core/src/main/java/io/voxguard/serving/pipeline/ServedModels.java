package io.voxguard.serving.pipeline;

import io.voxguard.serving.document.InvalidDocument;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The models of a folder, each with its pipeline: of every model the newest version that loads. Why a version does not
 * serve is kept, to be told. Thread-safe once loaded.
 */
public final class ServedModels implements AutoCloseable {
    private volatile Map<String, ScoringPipeline> pipelines = new TreeMap<>();
    private final Map<String, String> refused = new TreeMap<>();

    private ServedModels() {}

    /** Loads {@code <folder>/<model>/<version>/}. A model that cannot serve does not keep the others from it. */
    public static ServedModels load(Path folder, Function<Model, ScoringPipeline> pipeline) {
        ServedModels served = new ServedModels();
        for (Path model : folders(folder)) {
            for (Path version : folders(model)) {
                if (Files.exists(version.resolve("manifest.yaml"))
                        && served.tryVersion(model.getFileName() + "/" + version.getFileName(), version, pipeline)) {
                    break;
                }
            }
        }
        return served;
    }

    /** The pipeline of the model of that name; empty where none serves. */
    public Optional<ScoringPipeline> pipeline(String model) {
        return Optional.ofNullable(pipelines.get(model));
    }

    /** By name, the models that serve. */
    public Map<String, ScoringPipeline> pipelines() {
        return pipelines;
    }

    /** By {@code name/version}, why it does not serve. */
    public Map<String, String> refused() {
        return refused;
    }

    /**
     * Makes the pipelines of the same models anew, for other feature views. A model that finds no features there goes on as it was.
     *
     * @return by name of such a model, why
     */
    public Map<String, String> replan(Function<Model, ScoringPipeline> pipeline) {
        Map<String, ScoringPipeline> planned = new TreeMap<>();
        Map<String, String> unchanged = new TreeMap<>();
        pipelines.forEach((name, served) -> {
            try {
                planned.put(name, pipeline.apply(served.model()));
            } catch (InvalidDocument e) {
                planned.put(name, served);
                unchanged.put(name, String.valueOf(e.getMessage()));
            }
        });
        pipelines = planned;
        return unchanged;
    }

    @Override
    public void close() {
        pipelines.values().forEach(ScoringPipeline::close);
    }

    private boolean tryVersion(String name, Path version, Function<Model, ScoringPipeline> pipeline) {
        Model model = null;
        try {
            model = ModelFolder.load(version);
            if (!model.manifest().id().toString().equals(name)) {
                throw new InvalidDocument(
                        name + ": the manifest says " + model.manifest().id());
            }
            pipelines.put(model.manifest().id().name(), pipeline.apply(model));
            return true;
        } catch (ModelFault | InvalidDocument e) {
            if (model != null) {
                model.close();
            }
            refused.put(name, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Newest first: versions count as numbers where they are, so that 10 comes before 9. */
    private static List<Path> folders(Path parent) {
        Comparator<Path> byName =
                Comparator.comparing(path -> path.getFileName().toString());
        Comparator<Path> byLength =
                Comparator.comparingInt(path -> path.getFileName().toString().length());
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory)
                    .sorted(byLength.thenComparing(byName).reversed())
                    .toList();
        } catch (IOException e) {
            throw new InvalidDocument(parent + ": expected a folder of models", e);
        }
    }
}
