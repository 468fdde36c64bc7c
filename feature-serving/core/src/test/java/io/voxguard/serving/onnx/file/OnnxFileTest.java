package io.voxguard.serving.onnx.file;

import static io.voxguard.serving.onnx.file.Graphs.integers;
import static io.voxguard.serving.onnx.file.Graphs.message;
import static io.voxguard.serving.onnx.file.Graphs.model;
import static io.voxguard.serving.onnx.file.Graphs.node;
import static io.voxguard.serving.onnx.file.Graphs.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.loading.ModelTrust;
import io.voxguard.serving.model.LoadedModel;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that would exhaust the process, or read files that are not theirs. */
class OnnxFileTest {
    @TempDir
    Path folder;

    @Test
    void functionsThatExpandToBillionsOfNodesAreRefused() {
        Graphs model = message().number(1, 8).with(Onnx.MODEL_GRAPH, message().with(1, node("f14", "x", "y")));
        for (int i = 1; i < 15; i++) {
            Graphs function = message().text(Onnx.FUNCTION_NAME, "f" + i);
            for (int call = 0; call < 8; call++) {
                function.with(Onnx.FUNCTION_NODE, node(i == 1 ? "Identity" : "f" + (i - 1), "x", "y" + call));
            }
            model.with(Onnx.MODEL_FUNCTIONS, function);
        }
        byte[] bomb = model.toBytes();
        assertThat(bomb.length).isLessThan(4096);
        assertThatThrownBy(() -> OnnxFile.read(bomb, OnnxLimits.DEFAULT))
                .isInstanceOf(ModelFault.class)
                .hasMessageContaining("nodes");
    }

    @Test
    void recursiveFunctionIsRefused() {
        byte[] bomb = message()
                .with(Onnx.MODEL_GRAPH, message().with(1, node("f", "x", "y")))
                .with(Onnx.MODEL_FUNCTIONS, message().text(1, "f").with(7, node("f", "x", "y")))
                .toBytes();
        assertThatThrownBy(() -> OnnxFile.read(bomb, OnnxLimits.DEFAULT)).hasMessageContaining("deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ConstantOfShape", "Expand", "Tile"})
    void constantOfAHugeShapeIsRefused(String op) {
        Graphs shape = message()
                .number(Onnx.TENSOR_DIMS, 2)
                .number(Onnx.TENSOR_TYPE, Onnx.INT64)
                .text(Onnx.TENSOR_NAME, "shape")
                .number(Onnx.TENSOR_INT64S, 1_000_000)
                .number(Onnx.TENSOR_INT64S, 1_000_000);
        byte[] bomb = model(message()
                .with(Onnx.GRAPH_NODE, node(op, "shape", "y"))
                .with(Onnx.GRAPH_INITIALIZER, shape)
                .with(Onnx.GRAPH_OUTPUT, value("y", 1)));
        assertThatThrownBy(() -> OnnxFile.read(bomb, OnnxLimits.DEFAULT))
                .hasMessageContaining(op)
                .hasMessageContaining("elements");
    }

    @Test
    void nodesBeyondTheLimitAreRefused() {
        Graphs graph = message();
        for (int i = 0; i < 300; i++) {
            graph.with(Onnx.GRAPH_NODE, node("Identity", "x" + i, "x" + (i + 1)));
        }
        assertThatThrownBy(() -> OnnxFile.read(model(graph), new OnnxLimits(1 << 20, 299, 1)))
                .hasMessageContaining("at most 299 nodes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../secret.bin", "/etc/hostname", "unlisted.bin", "weights.bin/../x"})
    void externalDataInAFileThatTheManifestDoesNotListIsRefused(String location) throws Exception {
        Path version = withWeights(location, "0", "12");
        assertThatThrownBy(() -> ModelFolder.open(version, ModelTrust.ANYBODY))
                .isInstanceOf(ModelFault.class)
                .hasMessageContaining("tensor w")
                .hasMessageContaining("external_data");
    }

    @Test
    void externalDataBeyondTheEndOfItsFileIsRefused() throws Exception {
        for (String offset : List.of("4", "-4", "99999999999", "x")) {
            Path version = withWeights("weights.bin", offset, "12");
            assertThatThrownBy(() -> ModelFolder.open(version, ModelTrust.ANYBODY))
                    .isInstanceOf(ModelFault.class);
        }
    }

    @Test
    void listedExternalDataIsReadAndAChangedByteIsRefused() throws Exception {
        Path version = withWeights("weights.bin", "0", "12");
        try (LoadedModel model = ModelFolder.open(version, ModelTrust.ANYBODY)) {
            assertThat(model).isInstanceOf(TensorModel.class);
        }
        Files.write(version.resolve("weights.bin"), new byte[12]);
        assertThatThrownBy(() -> ModelFolder.open(version, ModelTrust.ANYBODY)).hasMessageContaining("sha256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inputs: [{name: x, datatype: FP32, shape: [1, 4]}]",
                "inputs: [{name: z, datatype: FP32, shape: [1, 3]}]",
                "inputs: [{name: x, datatype: INT32, shape: [1, 3]}]",
                "inputs: [{name: x, datatype: FP33, shape: [1, 3]}]",
                "inputs: [{name: x, datatype: FP32, shape: [1, 3]}, {name: more, datatype: FP32, shape: [1]}]",
                "outputs: [{name: y, datatype: FP32, shape: [-1, 3]}]",
                "kind: magic",
                "limits: {concurrency: 0, queue: 1}",
                "golden: {file: ../golden.jsonl}",
            })
    void plainModelThatDiffersFromItsManifestIsRefused(String lie) throws Exception {
        Path version = withWeights("weights.bin", "0", "12");
        Path manifest = version.resolve("manifest.yaml");
        String text = Files.readString(manifest);
        Files.writeString(manifest, (lie.startsWith("kind") ? text.replace("kind: tensors\n", "") : text) + lie + "\n");
        assertThatThrownBy(() -> ModelFolder.open(version, ModelTrust.ANYBODY))
                .isInstanceOfAny(ModelFault.class, InvalidDocument.class);
    }

    @Test
    void emptyOutputIsReturned() throws Exception {
        byte[] onnx = model(message()
                .with(Onnx.GRAPH_NODE, node("NonZero", "x", "y"))
                .text(2, "g")
                .with(Onnx.GRAPH_INPUT, value("x", 3))
                .with(Onnx.GRAPH_OUTPUT, integers("y")));
        Path version = Files.createDirectories(folder.resolve("nonzero/1"));
        Files.write(version.resolve("model.onnx"), onnx);
        Files.writeString(
                version.resolve("manifest.yaml"),
                "kind: tensors\nmodel: nonzero\nversion: \"1\"\nfile: model.onnx\nsha256: " + sha256(onnx) + "\n");
        try (TensorModel loaded = (TensorModel) ModelFolder.open(version, ModelTrust.ANYBODY);
                Tensor zeros = Tensor.of(
                        "x", DataType.FP32, Shape.of(1, 3), Tensor.memory(12).writeZero(12))) {
            Tensor output = loaded.run(List.of(zeros), List.of("y")).getFirst();
            assertThat(output.shape()).isEqualTo(Shape.of(2, 0));
            assertThat(output.elements()).isZero();
            output.close();
        }
    }

    @Test
    void externalDataInNodeAttributesIsRejected() {
        Graphs weights = message()
                .text(Onnx.TENSOR_NAME, "w")
                .with(Onnx.TENSOR_EXTERNAL, message().text(1, "location").text(2, "../../secret"))
                .number(Onnx.TENSOR_LOCATION, 1);
        Graphs constant = node("Constant", "", "y")
                .with(Onnx.NODE_ATTRIBUTE, message().text(1, "value").with(Onnx.ATTRIBUTE_TENSOR, weights));
        assertThatThrownBy(() -> OnnxFile.read(model(message().with(Onnx.GRAPH_NODE, constant)), OnnxLimits.DEFAULT))
                .hasMessageContaining("tensor w");
        Graphs branch = message().with(Onnx.GRAPH_INITIALIZER, weights);
        Graphs condition = node("If", "x", "y")
                .with(Onnx.NODE_ATTRIBUTE, message().text(1, "then_branch").with(Onnx.ATTRIBUTE_GRAPH, branch));
        assertThatThrownBy(() -> OnnxFile.read(model(message().with(Onnx.GRAPH_NODE, condition)), OnnxLimits.DEFAULT))
                .hasMessageContaining("tensor w");
    }

    @Test
    void signatureOfATrustedKeyIsRequiredOnceKeysAreConfigured() throws Exception {
        Path version = ShippedModels.copy(ShippedModels.gbm(), folder.resolve("1"));
        KeyPair known = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        ModelTrust trust = ModelTrust.of(
                List.of(Base64.getEncoder().encodeToString(known.getPublic().getEncoded())));
        assertThatThrownBy(() -> ModelFolder.open(version, trust)).hasMessageContaining("manifest.sig");
        sign(version, other);
        assertThatThrownBy(() -> ModelFolder.open(version, trust)).hasMessageContaining("signature");
        sign(version, known);
        ModelFolder.open(version, trust).close();
        Files.writeString(
                version.resolve("manifest.yaml"), "# changed\n" + Files.readString(version.resolve("manifest.yaml")));
        assertThatThrownBy(() -> ModelFolder.open(version, trust)).hasMessageContaining("signature");
    }

    @Test
    void malformedPublicKeyIsRefused() {
        assertThatThrownBy(() -> ModelTrust.of(List.of("bm8ga2V5"))).isInstanceOf(InvalidDocument.class);
    }

    private static void sign(Path version, KeyPair keys) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(Files.readAllBytes(version.resolve("manifest.yaml")));
        Files.writeString(
                version.resolve("manifest.sig"), Base64.getMimeEncoder().encodeToString(signature.sign()) + "\n");
    }

    /** y = x + w, with w of three floats in another file. */
    private Path withWeights(String location, String offset, String length) throws IOException {
        Graphs weights = message()
                .number(Onnx.TENSOR_DIMS, 3)
                .number(Onnx.TENSOR_TYPE, Onnx.FLOAT)
                .text(Onnx.TENSOR_NAME, "w")
                .with(Onnx.TENSOR_EXTERNAL, message().text(1, "location").text(2, location))
                .with(Onnx.TENSOR_EXTERNAL, message().text(1, "offset").text(2, offset))
                .with(Onnx.TENSOR_EXTERNAL, message().text(1, "length").text(2, length))
                .number(Onnx.TENSOR_LOCATION, 1);
        Graphs add = message().text(1, "x").text(1, "w").text(2, "y").text(4, "Add");
        byte[] onnx = model(message()
                .with(Onnx.GRAPH_NODE, add)
                .text(2, "g")
                .with(Onnx.GRAPH_INITIALIZER, weights)
                .with(Onnx.GRAPH_INPUT, value("x", 3))
                .with(Onnx.GRAPH_OUTPUT, value("y", 3)));
        byte[] data = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1)
                .putFloat(2)
                .putFloat(3)
                .array();
        Path version = Files.createDirectories(folder.resolve("sum/" + Math.abs((location + offset).hashCode())));
        Files.write(version.resolve("model.onnx"), onnx);
        Files.write(version.resolve("weights.bin"), data);
        Files.writeString(
                version.resolve("manifest.yaml"),
                "kind: tensors\nmodel: sum\nversion: \"1\"\nfile: model.onnx\nsha256: " + sha256(onnx)
                        + "\nexternal_data: {weights.bin: " + sha256(data) + "}\n");
        return version;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
