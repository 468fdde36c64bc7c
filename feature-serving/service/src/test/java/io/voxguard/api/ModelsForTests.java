package io.voxguard.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** A real store, and a repository: the project's models, the network as a plain model in two versions, one that lies, and one that is narrow. */
public class ModelsForTests extends ServiceForTests {
    @Override
    void configure(Path models, Map<String, String> settings) throws IOException {
        System.setProperty("voxguard.test.models", models.toString());
        settings.put("voxguard.scoring.default-deadline", "5s");
        settings.put("voxguard.inference.default-timeout", "10s");
        settings.put("voxguard.models.poll", "100ms");
        copyProjectModels(models);
        plain(models, "plain", "1", "");
        plain(models, "plain", "2", "");
        plain(models, "narrow", "1", "limits: {concurrency: 1, queue: 0}\n");
        plain(models, "lying", "1", "inputs: [{name: features, datatype: FP32, shape: [-1, 39]}]\n");
        scoring(models, "2");
    }

    static Path models() {
        return Path.of(System.getProperty("voxguard.test.models"));
    }

    /** The network as a plain model: features [n, 40] in, probability [n, 1] out. */
    static void plain(Path models, String name, String version, String more) throws IOException {
        Path from = StoreForTests.models().resolve("call-fraud-mlp/2");
        Path folder = Files.createDirectories(models.resolve(name).resolve(version));
        Files.copy(from.resolve("model.onnx"), folder.resolve("model.onnx"));
        String sha256 = Pattern.compile("sha256: (\\w+)")
                .matcher(Files.readString(from.resolve("manifest.yaml")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        Files.writeString(
                folder.resolve("manifest.yaml"),
                "kind: tensors\nmodel: " + name + "\nversion: \"" + version + "\"\nfile: model.onnx\nsha256: " + sha256
                        + "\n" + more);
    }

    /** A second version of the scoring model of trees: the network under its name. */
    private static void scoring(Path models, String version) throws IOException {
        Path from = StoreForTests.models().resolve("call-fraud-mlp/2");
        Path folder = Files.createDirectories(models.resolve("second/" + version));
        for (String file : new String[] {"model.onnx", "golden.jsonl"}) {
            Files.copy(from.resolve(file), folder.resolve(file));
        }
        String manifest = Files.readString(from.resolve("manifest.yaml"))
                .replace("model: call-fraud-mlp", "model: second")
                .replace("version: \"2\"", "version: \"" + version + "\"");
        Files.writeString(folder.resolve("manifest.yaml"), manifest);
        Path older = Files.createDirectories(models.resolve("second/1"));
        Path trees = StoreForTests.models().resolve("call-fraud-gbm/2");
        for (String file : new String[] {"model.onnx", "golden.jsonl"}) {
            Files.copy(trees.resolve(file), older.resolve(file));
        }
        Files.writeString(
                older.resolve("manifest.yaml"),
                Files.readString(trees.resolve("manifest.yaml"))
                        .replace("model: call-fraud-gbm", "model: second")
                        .replace("version: \"2\"", "version: \"1\""));
    }
}
