package io.voxguard.serving.pipeline;

/**
 * What answers hold besides the score and the decision.
 *
 * @param reasons the features that moved the score most
 * @param provenance where each input came from
 */
public record Wanted(boolean reasons, boolean provenance) {
    /** Reasons, no provenance. */
    public static final Wanted REASONS = new Wanted(true, false);
}
