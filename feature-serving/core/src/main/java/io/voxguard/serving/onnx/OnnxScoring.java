package io.voxguard.serving.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.ModelFault;
import java.util.Arrays;
import java.util.Map;

/**
 * A session that turns rows of floats into scores, checked against the manifest.
 *
 * @param outputColumns columns of the output; 1 if it is flat
 * @param outputIsFlat whether the output has one dimension, the rows, alone
 */
record OnnxScoring(Manifest manifest, OrtSession session, int outputColumns, boolean outputIsFlat) {
    /** @throws ModelFault if inputs or outputs of the session are not those of the manifest */
    static OnnxScoring of(Manifest manifest, OrtSession session) throws OrtException {
        TensorInfo input = tensor(session.getInputInfo(), manifest.inputName(), "input");
        checkInput(input, manifest.inputs().size());
        long[] output =
                tensor(session.getOutputInfo(), manifest.outputName(), "output").getShape();
        boolean flat = output.length == 1;
        int columns = flat ? 1 : (int) output[output.length - 1];
        if (output.length > 2 || columns < 1 || manifest.outputColumn() >= columns) {
            throw new ModelFault("output " + manifest.outputName() + ": expected [n] or [n, k] with a column "
                    + manifest.outputColumn() + ", got " + Arrays.toString(output));
        }
        return new OnnxScoring(manifest, session, columns, flat);
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
