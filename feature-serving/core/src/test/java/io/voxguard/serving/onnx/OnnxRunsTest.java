package io.voxguard.serving.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Model;
import org.junit.jupiter.api.Test;

/** Runs of a scoring model, whose tensors are native memory. */
class OnnxRunsTest {
    @Test
    void idleRunIsUsedAgainForTheSameNumberOfRows() {
        try (Model model = ModelFolder.load(ShippedModels.mlp())) {
            OnnxRun first = (OnnxRun) model.begin(3);
            first.close();

            try (OnnxRun second = (OnnxRun) model.begin(3)) {
                assertThat(second).isSameAs(first);
            }
        }
    }

    @Test
    void runIsFreedWhenItsModelIsClosed() {
        Model model = ModelFolder.load(ShippedModels.mlp());
        OnnxRun idle = (OnnxRun) model.begin(3);
        idle.close();

        model.close();

        assertThat(idle.rows()).as("rows it has tensors for").isZero();
    }

    /** The last request of a run is answered, and lets go of its version, before the run is closed. */
    @Test
    void runThatEndsAfterItsModelWasClosedIsFreedAndNotKept() {
        Model model = ModelFolder.load(ShippedModels.mlp());
        OnnxRun late = (OnnxRun) model.begin(3);
        late.run();

        model.close();
        assertThat(late.score(2)).as("still readable").isBetween(0f, 1f);
        late.close();

        assertThat(late.rows()).as("rows it has tensors for").isZero();
    }
}
