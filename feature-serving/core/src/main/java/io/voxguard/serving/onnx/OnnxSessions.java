package io.voxguard.serving.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.voxguard.serving.model.Artifact;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.onnx.file.ExternalTensor;
import io.voxguard.serving.onnx.file.OnnxFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens sessions of ONNX Runtime in this process. A run takes one thread: requests run in parallel, not the nodes of a graph. */
final class OnnxSessions {
    private OnnxSessions() {}

    /**
     * @param external the files of weights beside the model, checked, by name
     * @throws ModelFault if ONNX Runtime refuses the model
     */
    static OrtSession open(Artifact artifact, OnnxFile file, Map<String, byte[]> external) {
        OnnxLibraries.find();
        Map<String, OnnxTensorLike> weights = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            for (ExternalTensor tensor : file.externalWeights()) {
                weights.put(tensor.name(), weight(tensor, external));
            }
            if (!weights.isEmpty()) {
                options.addExternalInitializers(weights);
            }
            return OrtEnvironment.getEnvironment().createSession(file.bytes(), options);
        } catch (OrtException | ModelFault e) {
            throw new ModelFault(artifact.id() + ": " + e.getMessage(), e);
        } finally {
            weights.values().forEach(OnnxTensorLike::close);
        }
    }

    private static OnnxTensor weight(ExternalTensor tensor, Map<String, byte[]> external) throws OrtException {
        String name = tensor.name();
        Map<String, String> where = tensor.where();
        String location = where.getOrDefault("location", "");
        byte[] file = external.get(location.startsWith("./") ? location.substring(2) : location);
        if (file == null) {
            throw new ModelFault(
                    "tensor " + name + ": expected its data in a file that the manifest lists under external_data "
                            + external.keySet() + ", got " + location);
        }
        long offset = number(where, "offset", 0);
        long length = number(where, "length", file.length - offset);
        if (offset < 0 || offset > file.length || length < 0 || length > file.length - offset) {
            throw new ModelFault("tensor " + name + ": expected data within the " + file.length + " bytes of "
                    + location + ", got " + length + " bytes from " + offset);
        }
        OnnxJavaType type = OnnxDataTypes.java(tensor.elementType());
        ByteBuffer data = ByteBuffer.allocateDirect((int) length).order(ByteOrder.nativeOrder());
        data.put(file, (int) offset, (int) length).flip();
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), data, tensor.dimensions(), type);
    }

    private static long number(Map<String, String> where, String key, long otherwise) {
        try {
            return where.containsKey(key) ? Long.parseLong(where.get(key)) : otherwise;
        } catch (NumberFormatException e) {
            throw new ModelFault("external data: expected a number as " + key + ", got " + where.get(key), e);
        }
    }

    static void closeQuietly(@Nullable OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            System.getLogger(OnnxSessions.class.getName())
                    .log(System.Logger.Level.WARNING, "Cannot close a session of ONNX Runtime", e);
        }
    }
}
