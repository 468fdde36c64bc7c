package io.voxguard.serving.loading;

import io.voxguard.catalogue.document.Document;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.crypto.Sha256;
import io.voxguard.serving.compiled.CompiledModel;
import io.voxguard.serving.compiled.TreeCompiling;
import io.voxguard.serving.explain.BaselineShapley;
import io.voxguard.serving.model.Artifact;
import io.voxguard.serving.model.LoadedModel;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.TensorManifest;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.onnx.OnnxModel;
import io.voxguard.serving.onnx.OnnxTensorModel;
import io.voxguard.serving.onnx.file.OnnxFile;
import io.voxguard.serving.onnx.file.OnnxLimits;
import io.voxguard.serving.onnx.file.OnnxScore;
import io.voxguard.serving.onnx.file.OnnxTrees;
import io.voxguard.serving.trees.Link;
import io.voxguard.serving.trees.TreeNodes;
import io.voxguard.serving.trees.UnsuitableTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Loads {@code <models>/<name>/<version>/}. Checks in this order: signature if keys are configured, manifest, checksums, contents of the file, the model against
 * its manifest, golden vectors. A version that fails any check does not serve.
 */
public final class ModelFolder {
    private ModelFolder() {}

    /**
     * Loads a scoring model, signed or unsigned.
     *
     * @throws ModelFault or {@link InvalidDocument}, naming the file and what is wrong with it
     */
    public static Model load(Path folder) {
        return load(folder, TreeCompiling.OFF);
    }

    /** Loads a scoring model, signed or unsigned, whose trees may be compiled. */
    public static Model load(Path folder, TreeCompiling compiling) {
        LoadedModel loaded = open(folder, ModelTrust.ANYBODY, compiling);
        if (loaded instanceof Model model) {
            return model;
        }
        loaded.close();
        throw new ModelFault(loaded.artifact().id() + ": expected kind pipeline, got tensors");
    }

    /**
     * Loads a model of either kind.
     *
     * @throws ModelFault or {@link InvalidDocument}, naming the file and what is wrong with it
     */
    public static LoadedModel open(Path folder, ModelTrust trust) {
        return open(folder, trust, TreeCompiling.OFF);
    }

    /** Loads a model of either kind, whose trees may be compiled. */
    public static LoadedModel open(Path folder, ModelTrust trust, TreeCompiling compiling) {
        trust.check(folder);
        Document manifest = Document.read(folder.resolve("manifest.yaml"));
        String kind = manifest.has("kind") ? manifest.text("kind") : "pipeline";
        return switch (kind) {
            case "pipeline" -> scoring(Manifest.read(folder, manifest), compiling);
            case "tensors" -> plain(TensorManifest.read(folder, manifest));
            default -> throw manifest.wrong("kind", "pipeline or tensors", kind);
        };
    }

    private static Model scoring(Manifest manifest, TreeCompiling compiling) {
        Artifact artifact = manifest.artifact();
        OnnxFile file = file(artifact);
        OnnxModel model = OnnxModel.load(manifest, file, external(artifact));
        try {
            GoldenVectors golden = GoldenVectors.read(manifest);
            golden.replay(model);
            Optional<TreeNodes> trees = OnnxTrees.of(file);
            if (trees.isEmpty()) {
                return model;
            }
            OnnxModel explained = explained(model, trees.get(), golden);
            return compiling.rows() > 0 ? compiled(explained, file, trees.get(), golden, compiling) : explained;
        } catch (RuntimeException | OutOfMemoryError e) {
            model.close();
            throw e;
        }
    }

    /** Returns the model explained by its trees if they give its scores: then they are exact. Any other model is explained by its own answers. */
    private static OnnxModel explained(OnnxModel model, TreeNodes trees, GoldenVectors golden) {
        float[] medians = new float[model.manifest().inputs().size()];
        for (int i = 0; i < medians.length; i++) {
            medians[i] = model.manifest().inputs().get(i).ordinary().median();
        }
        BaselineShapley shapley = new BaselineShapley(trees, medians);
        return golden.agree(model.manifest(), shapley) ? model.explainedBy(shapley) : model;
    }

    private static Model compiled(
            OnnxModel model, OnnxFile file, TreeNodes trees, GoldenVectors golden, TreeCompiling compiling) {
        try {
            Link link = OnnxScore.link(file, model.manifest());
            CompiledModel compiled = new CompiledModel(model, compiling.ticker());
            compiling.executor().execute(() -> compiled.compile(trees, link, golden.inputs(), compiling));
            return compiled;
        } catch (UnsuitableTrees e) {
            return model.notCompiled(String.valueOf(e.getMessage()));
        }
    }

    private static TensorModel plain(TensorManifest manifest) {
        Artifact artifact = manifest.artifact();
        OnnxTensorModel model = OnnxTensorModel.load(manifest, file(artifact), external(artifact));
        try {
            manifest.golden().ifPresent(file -> new TensorGolden(file, manifest.tolerance()).replay(model));
            return model;
        } catch (RuntimeException | OutOfMemoryError e) {
            model.close();
            throw e;
        }
    }

    private static OnnxFile file(Artifact artifact) {
        byte[] onnx = checked(artifact.file(), artifact.sha256());
        try {
            return OnnxFile.read(onnx, OnnxLimits.DEFAULT);
        } catch (ModelFault e) {
            throw new ModelFault(artifact.id() + ": " + artifact.file() + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, byte[]> external(Artifact artifact) {
        Map<String, byte[]> files = new HashMap<>();
        artifact.externalData()
                .forEach((name, sha256) ->
                        files.put(name, checked(artifact.file().resolveSibling(name), sha256)));
        return files;
    }

    private static byte[] checked(Path file, String expected) {
        byte[] bytes = read(file);
        String sha256 = Sha256.hex(bytes);
        if (!sha256.equals(expected.toLowerCase(Locale.ROOT))) {
            throw new ModelFault(
                    file + ": expected sha256 " + expected + ", got " + sha256 + " over " + bytes.length + " bytes");
        }
        return bytes;
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > OnnxLimits.DEFAULT.bytes()) {
                throw new ModelFault(
                        file + ": expected at most " + OnnxLimits.DEFAULT.bytes() + " bytes, got " + Files.size(file));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ModelFault(file + ": cannot be read", e);
        }
    }
}
