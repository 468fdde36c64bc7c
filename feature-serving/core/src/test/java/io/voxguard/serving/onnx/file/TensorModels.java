package io.voxguard.serving.onnx.file;

import static io.voxguard.serving.onnx.file.Graphs.message;
import static io.voxguard.serving.onnx.file.Graphs.node;
import static io.voxguard.serving.onnx.file.Graphs.value;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes folders of small plain models. */
public final class TensorModels {
    /** Columns of the input and the output, of which there is one row. */
    public static final int COLUMNS = 3;

    private TensorModels() {}

    /** Writes a model that applies an operator to {@code x} and gives {@code y}. */
    public static Path write(Path folder, String name, String version, String operator) {
        byte[] onnx = Graphs.model(message()
                .with(Onnx.GRAPH_NODE, node(operator, "x", "y"))
                .text(2, "g")
                .with(Onnx.GRAPH_INPUT, value("x", COLUMNS))
                .with(Onnx.GRAPH_OUTPUT, value("y", COLUMNS)));
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("model.onnx"), onnx);
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(onnx));
            Files.writeString(
                    folder.resolve("manifest.yaml"),
                    "kind: tensors\nmodel: " + name + "\nversion: \"" + version + "\"\nfile: model.onnx\nsha256: "
                            + sha256 + "\n");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
