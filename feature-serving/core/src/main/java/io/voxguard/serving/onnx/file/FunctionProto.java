package io.voxguard.serving.onnx.file;

import java.util.ArrayList;
import java.util.List;

/** A {@code FunctionProto}: nodes that a node of this name stands for. */
final class FunctionProto {
    String name = "";
    final List<NodeProto> nodes = new ArrayList<>();
}
