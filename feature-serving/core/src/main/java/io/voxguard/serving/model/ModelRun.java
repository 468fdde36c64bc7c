package io.voxguard.serving.model;

import java.nio.FloatBuffer;

/** One use of a model's buffers: fill the inputs, run, read the scores. Not thread-safe. */
public interface ModelRun extends AutoCloseable {
    /** The model's own input buffer, row after row, written at absolute positions. */
    FloatBuffer inputs();

    /** @throws ModelFault when the runtime fails */
    void run();

    /** The score of a row after {@link #run()}. */
    float score(int row);

    @Override
    void close();
}
