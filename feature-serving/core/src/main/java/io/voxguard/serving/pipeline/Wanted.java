package io.voxguard.serving.pipeline;

import io.voxguard.serving.decision.Decision;

/**
 * What answers hold besides the score and the decision.
 *
 * @param reasons for which calls the features are named that moved the score most: it costs more than the score itself
 * @param provenance where each input came from
 */
public record Wanted(Reasons reasons, boolean provenance) {
    /** Which calls have reasons. */
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

    /** Reasons for all, no provenance. */
    public static final Wanted REASONS = new Wanted(Reasons.ALL, false);

    /** Score and decision alone. */
    public static final Wanted NOTHING = new Wanted(Reasons.NONE, false);
}
