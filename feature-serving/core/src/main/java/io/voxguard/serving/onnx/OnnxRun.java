package io.voxguard.serving.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.ModelRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Direct buffers that ONNX Runtime reads and writes in place, with the tensors over them; kept for the next run of the same size. */
final class OnnxRun implements ModelRun {
    private static final FloatBuffer EMPTY = FloatBuffer.allocate(0);

    private final OnnxModel model;
    private final OrtSession session;
    private final OnnxRuns home;
    private int rows;
    private FloatBuffer inputs = EMPTY;
    private FloatBuffer outputs = EMPTY;
    private @Nullable OnnxTensor inputTensor;
    private @Nullable OnnxTensor outputTensor;

    OnnxRun(OnnxModel model, OrtSession session, OnnxRuns home) {
        this.model = model;
        this.session = session;
        this.home = home;
    }

    /** Makes room for that many rows. The tensors are made anew when their number changes. */
    void resize(int newRows) {
        if (newRows == rows) {
            return;
        }
        free();
        Manifest manifest = model.manifest();
        int width = manifest.inputs().size();
        int columns = model.outputColumns();
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
                    model.outputIsFlat() ? new long[] {newRows} : new long[] {newRows, columns});
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
        Manifest manifest = model.manifest();
        OnnxTensor in = inputTensor;
        OnnxTensor out = outputTensor;
        if (in == null || out == null) {
            throw new ModelFault(manifest.id() + ": run before it was sized");
        }
        try {
            session.run(Map.of(manifest.inputName(), in), Map.of(manifest.outputName(), out))
                    .close();
        } catch (OrtException e) {
            throw new ModelFault(manifest.id() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public float score(int row) {
        return outputs.get(row * model.outputColumns() + model.manifest().outputColumn());
    }

    @Override
    public void close() {
        home.giveBack(this);
    }

    /** Lets the tensors go; the buffers are the garbage collector's. */
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
