package io.voxguard.serving.model;

import io.voxguard.serving.explain.Attribution;

/** A model whose rows are features and whose output is a score: the road's. Any number of runs may go on at once. */
public non-sealed interface Model extends LoadedModel {
    Manifest manifest();

    @Override
    default Artifact artifact() {
        return manifest().artifact();
    }

    /** How its scores are explained. */
    Attribution attribution();

    /** What computes its scores now, and why not something faster: for those who ask. */
    default String evaluator() {
        return "onnxruntime";
    }

    /** Lends the buffers for scoring that many rows. To be closed by the same thread, soon: they are used again. */
    ModelRun begin(int rows);

    @Override
    void close();
}
