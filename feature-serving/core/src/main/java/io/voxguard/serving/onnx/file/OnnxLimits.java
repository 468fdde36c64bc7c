package io.voxguard.serving.onnx.file;

/**
 * What a model file may hold: more is refused before ONNX Runtime sees it.
 *
 * @param bytes of the file
 * @param nodes of the graph, its subgraphs, and its functions written out wherever they are called
 * @param elements of a tensor that a node makes from a constant shape
 */
public record OnnxLimits(long bytes, long nodes, long elements) {
    public static final OnnxLimits DEFAULT = new OnnxLimits(1L << 30, 200_000, 1L << 28);
}
