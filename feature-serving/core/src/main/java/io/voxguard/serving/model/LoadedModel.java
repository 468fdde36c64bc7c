package io.voxguard.serving.model;

/** A model that has been loaded, checked and replayed. Thread-safe. */
public sealed interface LoadedModel extends AutoCloseable permits Model, TensorModel {
    /** Returns the identity and files of the model. */
    Artifact artifact();

    @Override
    void close();
}
