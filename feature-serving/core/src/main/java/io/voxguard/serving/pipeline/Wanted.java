package io.voxguard.serving.pipeline;

import io.voxguard.serving.decision.Decision;

/**
 * Contents of answers besides the score and the decision.
 *
 * @param reasons for which calls the features are named that moved the score most: it costs more than the score itself
 * @param provenance where each input came from
 * @param rules whether the calls are held against the detection rules that are in force
 */
public record Wanted(Reasons reasons, boolean provenance, boolean rules) {
    /** Calls that have reasons. */
    public enum Reasons {
        NONE,
        /** Those that are reviewed or blocked. */
        NOT_ALLOWED,
        ALL;

        /** Whether a call has, about which that was decided. */
        public boolean of(Decision decision) {
            return this == ALL || this == NOT_ALLOWED && decision != Decision.ALLOW;
        }
    }

    /** Reasons for all, by the model alone. */
    public static final Wanted REASONS = new Wanted(Reasons.ALL, false, false);

    /** Score and decision alone, by the model alone. */
    public static final Wanted NOTHING = new Wanted(Reasons.NONE, false, false);
}
