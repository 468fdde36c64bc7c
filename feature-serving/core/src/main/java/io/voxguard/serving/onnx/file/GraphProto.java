package io.voxguard.serving.onnx.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A {@code GraphProto}, of the model or of an attribute. */
final class GraphProto {
    final List<NodeProto> nodes = new ArrayList<>();
    final List<TensorProto> initializers = new ArrayList<>();
    final List<ValueInfoProto> inputs = new ArrayList<>();
    final List<ValueInfoProto> outputs = new ArrayList<>();

    /** Returns the inputs in their order, without those that an initializer gives a value. */
    List<ValueInfoProto> inputsWithoutInitializer() {
        Set<String> initialized = new HashSet<>();
        initializers.forEach(tensor -> initialized.add(tensor.name));
        return inputs.stream()
                .filter(input -> !initialized.contains(input.name))
                .toList();
    }

    List<NodeProto> nodes(String operator) {
        return nodes.stream().filter(node -> node.operator.equals(operator)).toList();
    }
}
