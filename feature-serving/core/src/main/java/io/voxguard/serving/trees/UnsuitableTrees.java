package io.voxguard.serving.trees;

/** Trees that cannot be compiled, and why; ONNX Runtime scores them. */
public final class UnsuitableTrees extends Exception {
    public UnsuitableTrees(String message) {
        super(message);
    }
}
