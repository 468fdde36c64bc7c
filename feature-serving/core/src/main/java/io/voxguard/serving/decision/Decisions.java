package io.voxguard.serving.decision;

import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.vector.ModelInput;
import io.voxguard.serving.vector.Source;
import io.voxguard.serving.vector.Vectors;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns scores into decisions by the manifest's thresholds, and names the features that were far from ordinary.
 *
 * <p>A feature outside its ordinary range weighs by its distance from the range, in widths of the range (at most 10), times its importance; the
 * three that weigh most are named. That is an observation about the call, not an attribution of the score. A call that is not
 * allowed always has a reason: where nothing is outside, the feature furthest from its median.
 */
public final class Decisions {
    private static final int MOST = 3;
    private static final float MAX_DISTANCE = 10;

    private final List<ModelInput> inputs;
    private final float review;
    private final float block;

    public Decisions(Manifest manifest) {
        this.inputs = manifest.inputs();
        this.review = manifest.review();
        this.block = manifest.block();
    }

    public Verdict decide(float score, Vectors vectors, int row) {
        Decision decision = score >= block ? Decision.BLOCK : score >= review ? Decision.REVIEW : Decision.ALLOW;
        return new Verdict(score, decision, reasons(vectors, row, decision != Decision.ALLOW));
    }

    private List<Reason> reasons(Vectors vectors, int row, boolean needed) {
        int[] best = new int[MOST];
        float[] weights = new float[MOST];
        int found = 0;
        for (int i = 0; i < inputs.size(); i++) {
            if (vectors.source(row, i) == Source.PRESENT) {
                ModelInput input = inputs.get(i);
                float distance = input.ordinary().distance(vectors.value(row, i));
                if (distance > 0) {
                    found = insert(best, weights, found, i, Math.min(distance, MAX_DISTANCE) * input.importance());
                }
            }
        }
        if (found == 0 && needed) {
            found = furthestFromMedian(vectors, row, best);
        }
        if (found == 0) {
            return List.of();
        }
        List<Reason> reasons = new ArrayList<>(found);
        for (int k = 0; k < found; k++) {
            ModelInput input = inputs.get(best[k]);
            reasons.add(new Reason(input.feature(), vectors.value(row, best[k]), input.ordinary()));
        }
        return reasons;
    }

    /** Keeps the heaviest few in falling order. Returns how many there are now. */
    private static int insert(int[] best, float[] weights, int found, int input, float weight) {
        int at = found;
        while (at > 0 && weights[at - 1] < weight) {
            at--;
        }
        if (at == MOST) {
            return found;
        }
        int moved = Math.min(found, MOST - 1) - at;
        System.arraycopy(best, at, best, at + 1, moved);
        System.arraycopy(weights, at, weights, at + 1, moved);
        best[at] = input;
        weights[at] = weight;
        return Math.min(found + 1, MOST);
    }

    private int furthestFromMedian(Vectors vectors, int row, int[] best) {
        float furthest = -1;
        for (int i = 0; i < inputs.size(); i++) {
            if (vectors.source(row, i) == Source.PRESENT) {
                ModelInput input = inputs.get(i);
                float weight = input.ordinary().fromMedian(vectors.value(row, i)) * input.importance();
                if (weight > furthest) {
                    furthest = weight;
                    best[0] = i;
                }
            }
        }
        return furthest < 0 ? 0 : 1;
    }
}
