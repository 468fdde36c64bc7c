package io.voxguard.serving.onnx.file;

import static io.voxguard.serving.onnx.file.Graphs.message;
import static io.voxguard.serving.onnx.file.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.problem.Refused;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.loading.ModelTrust;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Characters that ONNX Runtime's Java interface passes in another form than UTF-8: beyond U+FFFF, and NUL. */
class OnnxTextsTest {
    private static final String EMOJI = "\ud83d\ude00";
    private static final String EXTENSION_B = "\ud840\udc00";
    private static final List<String> TEXTS = List.of("plain", "\u00e9\uffff", EMOJI, EXTENSION_B, "a\u0000b", "");

    @TempDir
    Path folder;

    @Test
    void everyTextPassesThroughAModelUnchanged() throws Exception {
        byte[] onnx = model(node("Identity", "t", "o"));
        assertThat(run(onnx, TEXTS)).isEqualTo(TEXTS);
    }

    @Test
    void textsOfTheModelAreLookedUpAndGivenUnchanged() throws Exception {
        Graphs encoder = node("LabelEncoder", "t", "o")
                .text(Onnx.NODE_DOMAIN, "ai.onnx.ml")
                .with(Onnx.NODE_ATTRIBUTE, strings("keys_strings", TEXTS))
                .with(
                        Onnx.NODE_ATTRIBUTE,
                        strings(
                                "values_strings",
                                TEXTS.stream().map(text -> "<" + text + ">").toList()))
                .with(
                        Onnx.NODE_ATTRIBUTE,
                        message().text(1, "default_string").text(4, "?" + EMOJI).number(20, 3));
        assertThat(run(model(encoder), List.of("a\u0000b", EMOJI, EXTENSION_B, "unknown", "")))
                .containsExactly("<a\u0000b>", "<" + EMOJI + ">", "<" + EXTENSION_B + ">", "?" + EMOJI, "<>");
    }

    @Test
    void constantTextsAreJoinedUnchanged() throws Exception {
        Graphs constant = message()
                .number(Onnx.TENSOR_DIMS, 1)
                .number(Onnx.TENSOR_TYPE, Onnx.STRING)
                .text(Onnx.TENSOR_NAME, "c")
                .text(Onnx.TENSOR_STRINGS, EMOJI);
        Graphs concat = message()
                .text(Onnx.NODE_INPUT, "t")
                .text(Onnx.NODE_INPUT, "c")
                .text(Onnx.NODE_OUTPUT, "o")
                .text(Onnx.NODE_OP, "Concat")
                .with(
                        Onnx.NODE_ATTRIBUTE,
                        message().text(1, "axis").number(3, 0).number(20, 2));
        byte[] onnx = Graphs.model(graph(concat).with(Onnx.GRAPH_INITIALIZER, constant));
        assertThat(run(onnx, List.of(EXTENSION_B))).containsExactly(EXTENSION_B, EMOJI);
    }

    @Test
    void textsThatAModelWouldSeeEncodedAreRefusedIfItInspectsCharacters() throws Exception {
        Graphs unique = node("Unique", "t", "o");
        byte[] onnx = model(unique);
        assertThat(run(onnx, List.of("b", "a", "b"))).containsExactly("a", "b");
        for (String text : List.of(EMOJI, EXTENSION_B, "a\u0000b")) {
            assertThatThrownBy(() -> run(onnx, List.of("a", text)))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("input \"t\"")
                    .hasMessageContaining("Unique")
                    .hasMessageContaining("position 1");
        }
    }

    @Test
    void encodedTextsReturnedByAModelThatInspectsCharactersAreRefused() throws Exception {
        Graphs unique = node("Unique", "t", "ignored");
        Graphs encoder = node("LabelEncoder", "t", "o")
                .text(Onnx.NODE_DOMAIN, "ai.onnx.ml")
                .with(Onnx.NODE_ATTRIBUTE, strings("keys_strings", List.of("smile", "cry")))
                .with(Onnx.NODE_ATTRIBUTE, strings("values_strings", List.of(EMOJI, "tears")));
        byte[] onnx = Graphs.model(graph(unique).with(Onnx.GRAPH_NODE, encoder));
        assertThatThrownBy(() -> run(onnx, List.of("cry")))
                .isInstanceOf(ModelFault.class)
                .hasMessageContaining("Unique")
                .hasMessageContaining("U+FFFF");
    }

    private List<String> run(byte[] onnx, List<String> texts) throws Exception {
        try (TensorModel model = (TensorModel) ModelFolder.open(version(onnx), ModelTrust.ANYBODY)) {
            List<byte[]> bytes = texts.stream()
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .toList();
            List<Tensor> answer =
                    model.run(List.of(Tensor.ofStrings("t", Shape.of(texts.size()), bytes)), List.of("o"));
            return answer.getFirst().strings().stream()
                    .map(text -> new String(text, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private Path version(byte[] onnx) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(onnx));
        Path version = Files.createDirectories(folder.resolve("texts/" + sha256.substring(0, 8)));
        Files.write(version.resolve("model.onnx"), onnx);
        Files.writeString(
                version.resolve("manifest.yaml"),
                "kind: tensors\nmodel: texts\nversion: \"1\"\nfile: model.onnx\nsha256: " + sha256 + "\n");
        return version;
    }

    private static byte[] model(Graphs node) throws IOException {
        return Graphs.model(graph(node));
    }

    private static Graphs graph(Graphs node) {
        return message()
                .with(Onnx.GRAPH_NODE, node)
                .text(2, "g")
                .with(Onnx.GRAPH_INPUT, texts("t"))
                .with(Onnx.GRAPH_OUTPUT, texts("o"));
    }

    /** A tensor of texts of one dimension. */
    private static Graphs texts(String name) {
        Graphs shape = message().with(1, message().text(2, name + "_n"));
        Graphs tensor = message().number(1, Onnx.STRING).with(2, shape);
        return message().text(1, name).with(2, message().with(1, tensor));
    }

    private static Graphs strings(String name, List<String> values) {
        Graphs attribute = message().text(1, name);
        values.forEach(value -> attribute.text(Onnx.ATTRIBUTE_STRINGS, value));
        return attribute.number(20, 8);
    }
}
