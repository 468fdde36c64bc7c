package io.voxguard.serving.decision;

import io.voxguard.serving.explain.Attribution;
import io.voxguard.serving.vector.ModelInput;
import io.voxguard.serving.vector.Vectors;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns scores into decisions by the manifest's thresholds, and names the three features that moved the score most, up or down, from that of an ordinary
 * call. Thread-safe.
 */
public final class Decisions {
    private static final int MAX_REASONS = 3;

    private final List<ModelInput> inputs;
    private final Thresholds thresholds;
    private final Attribution attribution;

    public Decisions(List<ModelInput> inputs, Thresholds thresholds, Attribution attribution) {
        this.inputs = inputs;
        this.thresholds = thresholds;
        this.attribution = attribution;
    }

    /** @param score a finite number: NaN would pass every threshold as an ordinary call does */
    public Decision decide(float score) {
        if (!Float.isFinite(score)) {
            throw new IllegalArgumentException("score: expected a finite number, got " + score);
        }
        return thresholds.decide(score);
    }

    /** The most telling first. Contributions that are NaN or infinite are left out: they compare with nothing. */
    public List<Reason.ByFeature> reasons(Vectors vectors, int row) {
        float[] contributions = new float[inputs.size()];
        attribution.of(vectors.values(), vectors.rowOfValues(row), contributions);
        for (int i = 0; i < contributions.length; i++) {
            contributions[i] = Float.isFinite(contributions[i]) ? contributions[i] : 0;
        }
        List<Reason.ByFeature> reasons = new ArrayList<>(MAX_REASONS);
        for (int rank = 0; rank < MAX_REASONS; rank++) {
            int most = furthest(contributions);
            if (contributions[most] == 0) {
                break;
            }
            ModelInput input = inputs.get(most);
            reasons.add(new Reason.ByFeature(
                    input.feature(), vectors.value(row, most), input.ordinary(), contributions[most]));
            contributions[most] = 0;
        }
        return reasons;
    }

    private static int furthest(float[] contributions) {
        int most = 0;
        for (int i = 1; i < contributions.length; i++) {
            if (Math.abs(contributions[i]) > Math.abs(contributions[most])) {
                most = i;
            }
        }
        return most;
    }
}
