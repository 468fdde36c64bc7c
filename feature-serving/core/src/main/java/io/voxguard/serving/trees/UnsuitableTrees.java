package io.voxguard.serving.trees;

/** Trees that are not compiled, and why: they are scored by whoever else can. */
public final class UnsuitableTrees extends Exception {
    public UnsuitableTrees(String message) {
        super(message);
    }
}
