package io.voxguard.serving.model;

/** A model that has been loaded and checked. Thread-safe: any number of runs may go on at once. */
public interface Model extends AutoCloseable {
    Manifest manifest();

    /** Lends the buffers for scoring that many rows. To be closed by the same thread, soon: they are used again. */
    ModelRun begin(int rows);

    @Override
    void close();
}
