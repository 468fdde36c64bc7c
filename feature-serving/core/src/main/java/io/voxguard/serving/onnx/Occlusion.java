package io.voxguard.serving.onnx;

import io.voxguard.serving.explain.Attribution;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.vector.ModelInput;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Explains a score by setting each input back to its ordinary median, one at a time: its contribution is how far the score falls. Costs one run of one row more than
 * the model has inputs. An approximation: an effect that two inputs have only together is attributed to both or to neither, and the contributions do not add up to
 * the score.
 */
final class Occlusion implements Attribution {
    private final OnnxRuns runs;
    private final float[] medians;

    Occlusion(OnnxRuns runs, List<ModelInput> inputs) {
        this.runs = runs;
        this.medians = new float[inputs.size()];
        for (int i = 0; i < medians.length; i++) {
            medians[i] = inputs.get(i).ordinary().median();
        }
    }

    @Override
    public String method() {
        return "occlusion";
    }

    @Override
    public void of(FloatBuffer inputs, int row, float[] contributions) {
        int width = medians.length;
        try (ModelRun run = runs.begin(width + 1)) {
            for (int variant = 0; variant <= width; variant++) {
                run.inputs().put(variant * width, inputs, row * width, width);
                if (variant < width) {
                    run.inputs().put(variant * width + variant, medians[variant]);
                }
            }
            run.run();
            float score = run.score(width);
            for (int i = 0; i < width; i++) {
                contributions[i] = score - run.score(i);
            }
        }
    }
}
