package io.voxguard.serving.pipeline;

import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.explain.Attribution;
import io.voxguard.serving.model.Artifact;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelId;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.vector.ModelInput;
import io.voxguard.serving.vector.OrdinaryRange;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model whose score is the sum of its inputs, each of which contributes itself. Reviews from 10, blocks from 20. */
final class SummingModel implements Model {
    private final Manifest manifest;
    int runs;
    int open;
    Runnable beforeRun = () -> {};

    @Nullable
    RuntimeException fault;

    /** @param defaults by feature, what stands in for it */
    SummingModel(Map<String, Float> defaults) {
        List<ModelInput> inputs = new ArrayList<>();
        defaults.forEach((feature, otherwise) ->
                inputs.add(new ModelInput(FeatureRef.parse(feature), otherwise, 1, new OrdinaryRange(0, 0, 1))));
        Path nowhere = Path.of("nowhere");
        this.manifest = new Manifest(
                new Artifact(new ModelId("sum", "1"), nowhere, "ab", Map.of(), Optional.empty()),
                "x",
                "y",
                0,
                10,
                20,
                nowhere,
                0,
                inputs,
                DecisionPolicy.DEFAULT);
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public Attribution attribution() {
        return new Attribution() {
            @Override
            public String method() {
                return "itself";
            }

            @Override
            public void of(FloatBuffer inputs, int row, float[] contributions) {
                inputs.get(row * contributions.length, contributions);
            }
        };
    }

    @Override
    public ModelRun begin(int rows) {
        int width = manifest.inputs().size();
        FloatBuffer inputs = FloatBuffer.allocate(rows * width);
        open++;
        return new ModelRun() {
            @Override
            public FloatBuffer inputs() {
                return inputs;
            }

            @Override
            public void run() {
                runs++;
                beforeRun.run();
                if (fault != null) {
                    throw fault;
                }
            }

            @Override
            public float score(int row) {
                float sum = 0;
                for (int i = 0; i < width; i++) {
                    sum += inputs.get(row * width + i);
                }
                return sum;
            }

            @Override
            public void close() {
                open--;
            }
        };
    }

    @Override
    public void close() {}
}
