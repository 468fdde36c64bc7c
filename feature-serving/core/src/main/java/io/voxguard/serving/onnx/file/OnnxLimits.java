package io.voxguard.serving.onnx.file;

import io.voxguard.serving.model.ModelFault;

/**
 * Bounds of a model file; one that exceeds them is refused before ONNX Runtime sees it.
 *
 * @param bytes of the file
 * @param nodes of the graph, its subgraphs, and its functions written out wherever they are called
 * @param elements of a tensor that a node makes from a constant shape
 */
public record OnnxLimits(long bytes, long nodes, long elements) {
    public static final OnnxLimits DEFAULT = new OnnxLimits(1L << 30, 200_000, 1L << 28);

    /** Subgraphs within subgraphs, and functions that call functions. */
    static final int MAX_DEPTH = 16;

    ModelFault tooManyNodes() {
        return new ModelFault("expected at most " + nodes + " nodes, with functions written out, got more");
    }

    static ModelFault tooDeep() {
        return new ModelFault("expected subgraphs and functions at most " + MAX_DEPTH + " deep, got more");
    }
}
