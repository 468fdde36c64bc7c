package io.voxguard.serving.model;

import io.voxguard.serving.explain.Attribution;

/** A model that scores calls: rows of features in, scores out. Any number of runs may go on at once. */
public non-sealed interface Model extends LoadedModel {
    Manifest manifest();

    @Override
    default Artifact artifact() {
        return manifest().artifact();
    }

    /** Returns the explanation of its scores. */
    Attribution attribution();

    /** Names what computes its scores now, and why nothing faster does. */
    default String evaluator() {
        return "onnxruntime";
    }

    /** Lends buffers for scoring that many rows. To be closed by the same thread, soon: they are used again. */
    ModelRun begin(int rows);

    @Override
    void close();
}
