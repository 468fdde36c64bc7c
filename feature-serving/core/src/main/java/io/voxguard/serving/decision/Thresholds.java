package io.voxguard.serving.decision;

/**
 * Scores from which on calls are reviewed or blocked.
 *
 * @param review at most {@code block}
 */
public record Thresholds(float review, float block) {
    public Decision decide(float score) {
        return score >= block ? Decision.BLOCK : score >= review ? Decision.REVIEW : Decision.ALLOW;
    }
}
