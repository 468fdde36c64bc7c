package io.voxguard.serving.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.voxguard.catalogue.document.ProtoFields;
import io.voxguard.serving.model.Artifact;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.onnx.file.Onnx;
import io.voxguard.serving.onnx.file.OnnxFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens sessions of ONNX Runtime, in this process, one thread per run: what is parallel here is the requests. */
final class OnnxSessions {
    private OnnxSessions() {}

    /**
     * @param external the files of weights beside the model, checked, by name
     * @throws ModelFault when ONNX Runtime does not take the model
     */
    static OrtSession open(Artifact artifact, OnnxFile file, Map<String, byte[]> external) {
        OnnxLibraries.find();
        Map<String, OnnxTensorLike> weights = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            for (ProtoFields tensor : file.external()) {
                weights.put(tensor.text(Onnx.TENSOR_NAME), weight(tensor, external));
            }
            if (!weights.isEmpty()) {
                options.addExternalInitializers(weights);
            }
            return OrtEnvironment.getEnvironment().createSession(file.bytes(), options);
        } catch (OrtException | IOException | ModelFault e) {
            throw new ModelFault(artifact.id() + ": " + e.getMessage(), e);
        } finally {
            weights.values().forEach(OnnxTensorLike::close);
        }
    }

    private static OnnxTensor weight(ProtoFields tensor, Map<String, byte[]> external)
            throws IOException, OrtException {
        String name = tensor.text(Onnx.TENSOR_NAME);
        Map<String, String> where = tensor.map(Onnx.TENSOR_EXTERNAL);
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
        OnnxJavaType type = OnnxDataTypes.java((int) tensor.number(Onnx.TENSOR_TYPE));
        ByteBuffer data = ByteBuffer.allocateDirect((int) length).order(ByteOrder.nativeOrder());
        data.put(file, (int) offset, (int) length).flip();
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), data, tensor.numbers(Onnx.TENSOR_DIMS), type);
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
                    .log(System.Logger.Level.WARNING, "a session did not close", e);
        }
    }
}
