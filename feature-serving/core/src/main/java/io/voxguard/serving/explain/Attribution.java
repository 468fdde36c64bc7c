package io.voxguard.serving.explain;

import java.nio.FloatBuffer;

/** Explains a score by how far each input moved it away from the score of a baseline, in which every input has its ordinary median. Thread-safe. */
public interface Attribution {
    /** Returns the name of the method: {@code baseline_shapley} or {@code occlusion}. */
    String method();

    /**
     * Writes one contribution per input; positive where the input moved the score up.
     *
     * @param inputs rows of inputs, one behind the other
     */
    void of(FloatBuffer inputs, int row, float[] contributions);
}
