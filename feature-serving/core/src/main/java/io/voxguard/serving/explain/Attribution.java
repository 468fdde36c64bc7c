package io.voxguard.serving.explain;

import java.nio.FloatBuffer;

/** Says how much each input of a row moved the score, away from that of a baseline: every input at its ordinary median. Thread-safe. */
public interface Attribution {
    /** The method by its name: {@code baseline_shapley} or {@code occlusion}. */
    String method();

    /**
     * Writes one contribution per input; positive where the input moved the score up.
     *
     * @param inputs rows of inputs, one behind the other
     */
    void of(FloatBuffer inputs, int row, float[] contributions);
}
