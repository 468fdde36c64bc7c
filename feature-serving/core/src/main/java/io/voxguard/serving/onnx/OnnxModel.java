package io.voxguard.serving.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.voxguard.serving.explain.Attribution;
import io.voxguard.serving.model.Artifact;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.onnx.file.OnnxFile;
import java.util.Arrays;
import java.util.Map;

/** A scoring model in ONNX Runtime: rows of floats in, scores out. */
public final class OnnxModel implements Model {
    private final Manifest manifest;
    private final OrtSession session;
    private final int outputColumns;
    private final boolean outputIsFlat;
    private final OnnxRuns runs;
    private final OnnxRuns variants;
    /** Volatile, as the evaluator is: what explains the scores is known only once the model has given some. */
    private volatile Attribution attribution;

    private volatile String evaluator = "onnxruntime";

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
        this.runs = new OnnxRuns(this, session);
        this.variants = new OnnxRuns(this, session);
        this.attribution = new Occlusion(variants, manifest.inputs());
    }

    /** @throws ModelFault when the file is no model, or not the one that the manifest tells of */
    public static OnnxModel load(Manifest manifest, OnnxFile file, Map<String, byte[]> external) {
        OrtSession session = OnnxSessions.open(manifest.artifact(), file, external);
        try {
            return new OnnxModel(manifest, session);
        } catch (OrtException | ModelFault e) {
            OnnxSessions.closeQuietly(session);
            throw new ModelFault(manifest.id() + ": " + e.getMessage(), e);
        }
    }

    /** Says how scores are explained from now on; before the model is handed out. */
    public void explainedBy(Attribution other) {
        this.attribution = other;
    }

    /** Says why nothing faster computes the scores; before the model is handed out. */
    public void notCompiled(String why) {
        this.evaluator = "onnxruntime: trees not compiled: " + why;
    }

    @Override
    public String evaluator() {
        return evaluator;
    }

    @Override
    public Artifact artifact() {
        return manifest.artifact();
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public Attribution attribution() {
        return attribution;
    }

    @Override
    public ModelRun begin(int rows) {
        return runs.begin(rows);
    }

    int outputColumns() {
        return outputColumns;
    }

    boolean outputIsFlat() {
        return outputIsFlat;
    }

    @Override
    public void close() {
        runs.free();
        variants.free();
        OnnxSessions.closeQuietly(session);
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
        if (shape[0] != -1) {
            throw new ModelFault("input: expected any number of rows, the model takes " + Arrays.toString(shape));
        }
    }
}
