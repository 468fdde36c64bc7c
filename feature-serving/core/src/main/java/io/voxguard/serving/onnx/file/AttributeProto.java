package io.voxguard.serving.onnx.file;

import io.voxguard.serving.onnx.wire.ByteSlice;
import io.voxguard.serving.onnx.wire.FloatList;
import io.voxguard.serving.onnx.wire.LongList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An {@code AttributeProto}: a parameter of a node. */
final class AttributeProto {
    String name = "";
    long integer;
    ByteSlice text = ByteSlice.EMPTY;
    final LongList integers = new LongList();
    final FloatList floats = new FloatList();
    final List<ByteSlice> texts = new ArrayList<>(0);

    @Nullable
    TensorProto tensor;

    @Nullable
    GraphProto graph;

    final List<TensorProto> tensors = new ArrayList<>(0);
    final List<GraphProto> graphs = new ArrayList<>(0);

    /** Returns the tensor and the tensors. */
    List<TensorProto> allTensors() {
        return with(tensors, tensor);
    }

    /** Returns the graph and the graphs. */
    List<GraphProto> allGraphs() {
        return with(graphs, graph);
    }

    private static <T> List<T> with(List<T> several, @Nullable T one) {
        if (one == null) {
            return several;
        }
        List<T> all = new ArrayList<>(several);
        all.add(one);
        return all;
    }
}
