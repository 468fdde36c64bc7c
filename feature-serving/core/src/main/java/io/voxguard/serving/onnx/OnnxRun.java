package io.voxguard.serving.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.ModelRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Direct buffers that ONNX Runtime reads and writes in place, with tensors over them; kept for the next run of the same size. */
final class OnnxRun implements ModelRun {
    private static final FloatBuffer EMPTY = FloatBuffer.allocate(0);

    private final OnnxScoring scoring;
    private final OnnxRuns home;
    private int rows;
    private FloatBuffer inputs = EMPTY;
    private FloatBuffer outputs = EMPTY;
    private @Nullable OnnxTensor inputTensor;
    private @Nullable OnnxTensor outputTensor;

    OnnxRun(OnnxScoring scoring, OnnxRuns home) {
        this.scoring = scoring;
        this.home = home;
    }

    /** Makes room for that many rows; creates new tensors if the number changes. */
    void resize(int newRows) {
        if (newRows == rows) {
            return;
        }
        free();
        Manifest manifest = scoring.manifest();
        int width = manifest.inputs().size();
        int columns = scoring.outputColumns();
        if (newRows * width > inputs.capacity()) {
            inputs = direct(newRows * width);
            outputs = direct(newRows * columns);
        }
        try {
            OrtEnvironment ort = OrtEnvironment.getEnvironment();
            inputTensor = OnnxTensor.createTensor(ort, first(inputs, newRows * width), new long[] {newRows, width});
            outputTensor = OnnxTensor.createTensor(
                    ort,
                    first(outputs, newRows * columns),
                    scoring.outputIsFlat() ? new long[] {newRows} : new long[] {newRows, columns});
            rows = newRows;
        } catch (OrtException e) {
            free();
            throw new ModelFault(manifest.id() + ": no tensors for " + newRows + " rows", e);
        }
    }

    int rows() {
        return rows;
    }

    @Override
    public FloatBuffer inputs() {
        return inputs;
    }

    @Override
    public void run() {
        Manifest manifest = scoring.manifest();
        OnnxTensor in = inputTensor;
        OnnxTensor out = outputTensor;
        if (in == null || out == null) {
            throw new ModelFault(manifest.id() + ": run before resize");
        }
        try {
            scoring.session()
                    .run(Map.of(manifest.inputName(), in), Map.of(manifest.outputName(), out))
                    .close();
        } catch (OrtException e) {
            throw new ModelFault(manifest.id() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public float score(int row) {
        return outputs.get(row * scoring.outputColumns() + scoring.manifest().outputColumn());
    }

    @Override
    public void close() {
        home.giveBack(this);
    }

    /** Closes the tensors; the buffers are left to the garbage collector. */
    void free() {
        rows = 0;
        if (inputTensor != null) {
            inputTensor.close();
            inputTensor = null;
        }
        if (outputTensor != null) {
            outputTensor.close();
            outputTensor = null;
        }
    }

    private static FloatBuffer first(FloatBuffer buffer, int length) {
        return buffer.duplicate().clear().limit(length);
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(4 * floats)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
