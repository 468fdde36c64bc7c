package io.voxguard.serving.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** A model in ONNX Runtime, in this process, one thread per run: what is parallel here is the requests. */
final class OnnxModel implements Model {
    private final Manifest manifest;
    private final OrtSession session;
    private final int outputColumns;
    private final boolean outputIsFlat;
    private final ConcurrentLinkedDeque<OnnxRun> idle = new ConcurrentLinkedDeque<>();

    private OnnxModel(Manifest manifest, OrtSession session) throws OrtException {
        this.manifest = manifest;
        this.session = session;
        checkInput(
                tensor(session.getInputInfo(), manifest.inputName(), "input"),
                manifest.inputs().size());
        long[] output =
                tensor(session.getOutputInfo(), manifest.outputName(), "output").getShape();
        this.outputIsFlat = output.length == 1;
        this.outputColumns = outputIsFlat ? 1 : (int) output[output.length - 1];
        if (output.length > 2 || outputColumns < 1 || manifest.outputColumn() >= outputColumns) {
            throw new ModelFault("output " + manifest.outputName() + ": expected [n] or [n, k] with a column "
                    + manifest.outputColumn() + ", got " + Arrays.toString(output));
        }
    }

    /** @throws ModelFault when the bytes are no model, or not the one that the manifest tells of */
    static OnnxModel load(Manifest manifest, byte[] onnx) {
        OnnxLibraries.find();
        OrtSession session = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            session = OrtEnvironment.getEnvironment().createSession(onnx, options);
            return new OnnxModel(manifest, session);
        } catch (OrtException | ModelFault e) {
            closeQuietly(session);
            throw new ModelFault(manifest.id() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public ModelRun begin(int rows) {
        OnnxRun run = idle.pollFirst();
        if (run == null) {
            run = new OnnxRun(this, session);
        }
        run.resize(rows);
        return run;
    }

    void giveBack(OnnxRun run) {
        idle.offerFirst(run);
    }

    int outputColumns() {
        return outputColumns;
    }

    boolean outputIsFlat() {
        return outputIsFlat;
    }

    @Override
    public void close() {
        for (OnnxRun run = idle.pollFirst(); run != null; run = idle.pollFirst()) {
            run.free();
        }
        closeQuietly(session);
    }

    private static TensorInfo tensor(Map<String, NodeInfo> nodes, String name, String role) {
        NodeInfo node = nodes.get(name);
        if (node == null) {
            throw new ModelFault(role + ": the manifest says " + name + ", the model has " + nodes.keySet());
        }
        if (node.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.FLOAT) {
            return tensor;
        }
        throw new ModelFault(role + " " + name + ": expected a tensor of float, got " + node.getInfo());
    }

    private static void checkInput(TensorInfo input, int width) {
        long[] shape = input.getShape();
        if (shape.length != 2 || shape[1] != -1 && shape[1] != width) {
            throw new ModelFault(
                    "input: the manifest has " + width + " features, the model takes " + Arrays.toString(shape));
        }
    }

    private static void closeQuietly(@Nullable OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            System.getLogger(OnnxModel.class.getName()).log(System.Logger.Level.WARNING, "a session did not close", e);
        }
    }
}
