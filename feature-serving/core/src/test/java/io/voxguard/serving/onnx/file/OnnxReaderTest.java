package io.voxguard.serving.onnx.file;

import static io.voxguard.serving.onnx.file.Graphs.message;
import static io.voxguard.serving.onnx.file.Graphs.model;
import static io.voxguard.serving.onnx.file.Graphs.node;
import static io.voxguard.serving.onnx.file.Graphs.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.tensor.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OnnxReaderTest {
    private static GraphProto graph(byte[] file) throws IOException {
        return Objects.requireNonNull(OnnxReader.read(file, OnnxLimits.DEFAULT).graph);
    }

    @Test
    void fileThatNeedsNoRewritingIsPassedToOnnxRuntimeUnchanged() throws IOException {
        byte[] shipped = Files.readAllBytes(ShippedModels.gbm().resolve("model.onnx"));
        OnnxFile file = OnnxFile.read(shipped, OnnxLimits.DEFAULT);
        assertThat(file.bytes()).isSameAs(shipped);
        assertThat(OnnxTrees.of(file)).isPresent();
    }

    @Test
    void graphInTwoPartsIsReadAsOne() throws IOException {
        byte[] file = message()
                .with(Onnx.MODEL_GRAPH, message().with(Onnx.GRAPH_NODE, node("Identity", "x", "t")))
                .with(Onnx.MODEL_GRAPH, message().with(Onnx.GRAPH_NODE, node("Abs", "t", "y")))
                .toBytes();
        assertThat(graph(file).nodes).extracting(node -> node.operator).containsExactly("Identity", "Abs");
    }

    @Test
    void limitsApplyToTheSumOfAGraphsParts() {
        byte[] file = message()
                .with(Onnx.MODEL_GRAPH, message().with(Onnx.GRAPH_NODE, node("Identity", "x", "t")))
                .with(Onnx.MODEL_GRAPH, message().with(Onnx.GRAPH_NODE, node("Abs", "t", "y")))
                .toBytes();
        assertThatThrownBy(() -> OnnxFile.read(file, new OnnxLimits(1000, 1, 1)))
                .isInstanceOf(ModelFault.class)
                .hasMessageContaining("at most 1 nodes");
    }

    @Test
    void externalDataInAListOfTensorsOfANodeIsRefused() {
        Graphs weights = message()
                .text(Onnx.TENSOR_NAME, "hidden")
                .with(Onnx.TENSOR_EXTERNAL, message().text(1, "location").text(2, "secret"));
        Graphs constant = node("Constant", "", "y")
                .with(Onnx.NODE_ATTRIBUTE, message().text(1, "values").with(Onnx.ATTRIBUTE_TENSORS, weights));
        assertThatThrownBy(() -> OnnxFile.read(model(message().with(Onnx.GRAPH_NODE, constant)), OnnxLimits.DEFAULT))
                .isInstanceOf(ModelFault.class)
                .hasMessageContaining("tensor hidden");
    }

    @Test
    void subgraphsDeeperThanTheLimitAreRefused() {
        Graphs inner = message();
        for (int depth = 0; depth <= OnnxLimits.MAX_DEPTH; depth++) {
            inner = message()
                    .with(
                            Onnx.GRAPH_NODE,
                            node("If", "x", "y")
                                    .with(Onnx.NODE_ATTRIBUTE, message().with(Onnx.ATTRIBUTE_GRAPH, inner)));
        }
        byte[] file = model(inner);
        assertThatThrownBy(() -> OnnxReader.read(file, OnnxLimits.DEFAULT))
                .isInstanceOf(ModelFault.class)
                .hasMessageContaining("16 deep");
    }

    @Test
    void unsignedInputIsRenamedAndCastBeforeAllOtherNodes() throws IOException {
        Graphs input = message()
                .text(Onnx.VALUE_NAME, "x")
                .with(
                        Onnx.VALUE_TYPE,
                        message().with(Onnx.TYPE_TENSOR, message().number(1, Onnx.UINT32)));
        byte[] file = model(message()
                .with(Onnx.GRAPH_NODE, node("Abs", "x", "y"))
                .with(Onnx.GRAPH_INPUT, input)
                .with(Onnx.GRAPH_OUTPUT, value("y", 1)));
        OnnxFile onnx = OnnxFile.read(file, OnnxLimits.DEFAULT);
        assertThat(onnx.castInputs()).containsOnlyKeys("x").containsValue(DataType.UINT32);
        GraphProto rewritten = graph(onnx.bytes());
        assertThat(rewritten.inputs).singleElement().satisfies(only -> {
            assertThat(only.name).isEqualTo("x/as_int64");
            assertThat(only.elementType).isEqualTo(Onnx.INT64);
        });
        assertThat(rewritten.nodes).extracting(node -> node.operator).containsExactly("Cast", "Abs");
        assertThat(rewritten.nodes.getFirst().outputs).containsExactly("x");
    }

    @Test
    void zipMapBecomesAnIdentityWhoseOutputIsATensorOfOneColumnAClass() throws IOException {
        Graphs zipMap = node("ZipMap", "probabilities", "scores")
                .text(Onnx.NODE_DOMAIN, "ai.onnx.ml")
                .with(
                        Onnx.NODE_ATTRIBUTE,
                        message()
                                .text(1, "classlabels_strings")
                                .text(Onnx.ATTRIBUTE_STRINGS, "fraud")
                                .text(Onnx.ATTRIBUTE_STRINGS, "other"));
        Graphs sequence = message()
                .text(Onnx.VALUE_NAME, "scores")
                .with(Onnx.VALUE_TYPE, message().with(4, message()));
        byte[] file = model(message()
                .with(Onnx.GRAPH_NODE, zipMap)
                .with(Onnx.GRAPH_INPUT, value("probabilities", 2))
                .with(Onnx.GRAPH_OUTPUT, sequence));
        OnnxFile onnx = OnnxFile.read(file, OnnxLimits.DEFAULT);
        assertThat(onnx.classes()).containsEntry("scores", List.of("fraud", "other"));
        GraphProto rewritten = graph(onnx.bytes());
        NodeProto identity = rewritten.nodes.getFirst();
        assertThat(identity.operator).isEqualTo("Identity");
        assertThat(identity.domain).isEmpty();
        assertThat(identity.attributes).isEmpty();
        assertThat(identity.inputs).containsExactly("probabilities");
        assertThat(rewritten.outputs.getFirst().elementType).isEqualTo(Onnx.FLOAT);
    }

    @Test
    void initializerThatIsListedAsAnInputIsNotAnInput() throws IOException {
        byte[] file = model(message()
                .with(Onnx.GRAPH_INITIALIZER, message().text(Onnx.TENSOR_NAME, "w"))
                .with(Onnx.GRAPH_INPUT, value("w", 1))
                .with(Onnx.GRAPH_INPUT, value("x", 1)));
        assertThat(graph(file).inputsWithoutInitializer())
                .extracting(input -> input.name)
                .containsExactly("x");
    }

    @Test
    void modelTruncatedAnywhereIsRefusedOrReadWithoutAnError() throws IOException {
        byte[] file = model(message()
                .with(Onnx.GRAPH_NODE, node("Abs", "x", "y"))
                .with(Onnx.GRAPH_INPUT, value("x", 1))
                .with(Onnx.GRAPH_OUTPUT, value("y", 1)));
        int refused = 0;
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            try {
                OnnxFile.read(cut, OnnxLimits.DEFAULT);
            } catch (ModelFault e) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(file.length);
    }

    @Test
    void treesWithInconsistentAttributesAreNotCompiled() {
        Graphs ensemble = node("TreeEnsembleRegressor", "x", "y")
                .text(Onnx.NODE_DOMAIN, "ai.onnx.ml")
                .with(Onnx.NODE_ATTRIBUTE, message().text(1, "target_ids").number(Onnx.ATTRIBUTE_INTS, 0))
                .with(Onnx.NODE_ATTRIBUTE, message().text(1, "nodes_treeids").number(Onnx.ATTRIBUTE_INTS, 0));
        byte[] file = model(message()
                .with(Onnx.GRAPH_NODE, ensemble)
                .with(Onnx.GRAPH_INPUT, value("x", 1))
                .with(Onnx.GRAPH_OUTPUT, value("y", 1)));
        assertThat(OnnxTrees.of(OnnxFile.read(file, OnnxLimits.DEFAULT))).isEmpty();
    }
}
