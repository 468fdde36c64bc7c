package io.voxguard.serving.repository.versions;

import io.netty.buffer.ByteBuf;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.problem.Refused;
import io.voxguard.serving.compiled.TreeCompiling;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.inference.ScoringInference;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.loading.ModelTrust;
import io.voxguard.serving.model.LoadedModel;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorSpec;
import io.voxguard.time.Ticker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Loads a version from its folder: checked, replayed against its golden vectors, warmed up. For one thread at a time. */
public final class VersionLoader {
    private static final int WARM_UP_RUNS = 3;

    private final ModelTrust trust;
    private final TreeCompiling compiling;
    private final PipelineFactory pipelines;
    private final Executor closer;
    private final Ticker ticker;
    private @Nullable LoadsAhead ahead;

    public VersionLoader(
            ModelTrust trust, TreeCompiling compiling, PipelineFactory pipelines, Executor closer, Ticker ticker) {
        this.trust = trust;
        this.compiling = compiling;
        this.pipelines = pipelines;
        this.closer = closer;
        this.ticker = ticker;
    }

    /**
     * Runs work that loads versions, and begins to load some of them side by side before.
     *
     * @param folders of the versions, by version, by model
     */
    public void loadAhead(Map<String, Map<String, Path>> folders, Runnable work) {
        try (LoadsAhead loads = new LoadsAhead()) {
            ahead = loads;
            folders.forEach((name, versions) ->
                    versions.forEach((version, folder) -> loads.begin(folder, () -> loadNow(name, version, folder))));
            work.run();
        } finally {
            ahead = null;
        }
    }

    /** @throws ModelFault or {@link InvalidDocument}, naming the file and what is wrong with it */
    public LoadedVersion load(String name, String version, Path folder) {
        LoadsAhead loads = ahead;
        return loads == null
                ? loadNow(name, version, folder)
                : loads.take(folder, () -> loadNow(name, version, folder));
    }

    private LoadedVersion loadNow(String name, String version, Path folder) {
        long startNanos = ticker.nanos();
        String fingerprint = VersionFolders.fingerprint(folder);
        LoadedModel model = ModelFolder.open(folder, trust, compiling);
        try {
            String id = model.artifact().id().toString();
            if (!id.equals(name + "/" + version)) {
                throw new InvalidDocument(name + "/" + version + ": the manifest says " + id);
            }
            return switch (model) {
                case Model scoring ->
                    new LoadedVersion(
                            model,
                            fingerprint,
                            pipelines(scoring),
                            describe(scoring),
                            ticker.nanos() - startNanos,
                            closer);
                case TensorModel plain -> {
                    warmUp(plain);
                    yield new LoadedVersion(
                            model, fingerprint, null, describe(plain), ticker.nanos() - startNanos, closer);
                }
            };
        } catch (RuntimeException | OutOfMemoryError e) {
            model.close();
            throw e;
        }
    }

    /** Makes new pipelines for a scoring version. @throws InvalidDocument if features of the version do not exist: it keeps its pipelines */
    public void replan(LoadedVersion version) {
        if (version.model() instanceof Model scoring) {
            version.replan(pipelines(scoring), describe(scoring));
        }
    }

    private LoadedVersion.Pipelines pipelines(Model model) {
        return new LoadedVersion.Pipelines(pipelines.counted(model), pipelines.quiet(model));
    }

    private ModelDescription describe(Model model) {
        return ScoringInference.description(model);
    }

    private static ModelDescription describe(TensorModel model) {
        return new ModelDescription(
                "onnx_onnxv1", model.inputs(), model.outputs(), Set.of(), model.classes(), Map.of("kind", "tensors"));
    }

    /** Runs on zeros and empty texts, so that the first request does not wait for memory to be allocated. A model may refuse them. */
    private static void warmUp(TensorModel model) {
        List<Tensor> inputs = new ArrayList<>();
        try {
            for (TensorSpec spec : model.inputs()) {
                inputs.add(zeros(spec));
            }
            List<String> outputs =
                    model.outputs().stream().map(TensorSpec::name).toList();
            for (int i = 0; i < WARM_UP_RUNS; i++) {
                Tensor.closeAll(model.run(inputs, outputs));
            }
        } catch (Refused e) {
            System.getLogger(VersionLoader.class.getName())
                    .log(System.Logger.Level.DEBUG, "Not warmed up: {0}", e.getMessage());
        } finally {
            Tensor.closeAll(inputs);
        }
    }

    private static Tensor zeros(TensorSpec spec) {
        long[] dimensions = spec.shape().toArray();
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = dimensions[i] == -1 ? 1 : dimensions[i];
        }
        Shape shape = Shape.of(dimensions);
        if (!shape.isRequestable()) {
            throw Refused.invalid(TensorSpec.input(spec.name()), "a shape of some elements", shape.toString());
        }
        if (spec.type() == DataType.BYTES) {
            return Tensor.ofStrings(spec.name(), shape, Collections.nCopies(shape.elements(), new byte[0]));
        }
        ByteBuf data = Tensor.memory(shape.elements() * spec.type().size());
        return Tensor.of(
                spec.name(),
                spec.type(),
                shape,
                data.writeZero(shape.elements() * spec.type().size()));
    }
}
