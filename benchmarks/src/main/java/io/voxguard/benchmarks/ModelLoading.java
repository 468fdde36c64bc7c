package io.voxguard.benchmarks;

import io.voxguard.catalogue.document.Document;
import io.voxguard.crypto.Sha256;
import io.voxguard.serving.explain.BaselineShapley;
import io.voxguard.serving.loading.GoldenVectors;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.onnx.OnnxModel;
import io.voxguard.serving.onnx.file.OnnxFile;
import io.voxguard.serving.onnx.file.OnnxLimits;
import io.voxguard.serving.onnx.file.OnnxTrees;
import io.voxguard.serving.trees.TreeNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Milliseconds of each step of loading scoring models, one version after the other in a new process, as a start does it. The first line is the one that a start pays most of:
 * libraries are loaded and no code is compiled yet. Run on the class path of the benchmarks with the folders of the versions; with {@code whole} before them it times
 * {@link ModelFolder} alone.
 */
public final class ModelLoading {
    private static final double NANOS_PER_MS = 1e6;

    private long last;
    private final StringBuilder line = new StringBuilder();

    private ModelLoading() {}

    /** @param args folders of versions of models, perhaps after {@code whole} */
    public static void main(String[] args) throws IOException {
        boolean whole = args[0].equals("whole");
        long begun = System.nanoTime();
        for (int i = whole ? 1 : 0; i < args.length; i++) {
            Path folder = Path.of(args[i]);
            ModelLoading loading = new ModelLoading();
            if (whole) {
                loading.whole(folder);
            } else {
                loading.steps(folder);
            }
            System.out.println(folder.toString() + loading.line);
        }
        System.out.printf(Locale.ROOT, "all %.1f%n", (System.nanoTime() - begun) / NANOS_PER_MS);
    }

    private void whole(Path folder) {
        last = System.nanoTime();
        Model model = ModelFolder.load(folder);
        done("loaded");
        model.close();
    }

    private void steps(Path folder) throws IOException {
        last = System.nanoTime();
        Document document = Document.read(folder.resolve("manifest.yaml"));
        done("yaml");
        Manifest manifest = Manifest.read(folder, document);
        done("manifest");
        byte[] bytes = Files.readAllBytes(manifest.artifact().file());
        done("file");
        Sha256.hex(bytes);
        done("sha256");
        OnnxFile file = OnnxFile.read(bytes, OnnxLimits.DEFAULT);
        done("inspection");
        try (OnnxModel model = OnnxModel.load(manifest, file, Map.of())) {
            done("session");
            GoldenVectors golden = GoldenVectors.read(manifest);
            done("golden read");
            golden.replay(model);
            done("golden replayed");
            TreeNodes trees = OnnxTrees.of(file).orElse(null);
            done("trees");
            if (trees != null) {
                new BaselineShapley(trees, new float[manifest.inputs().size()]);
                done("explanation");
            }
        }
        done("closed");
    }

    private void done(String step) {
        long now = System.nanoTime();
        line.append(String.format(Locale.ROOT, ", %s %.1f", step, (now - last) / NANOS_PER_MS));
        last = System.nanoTime();
    }
}
