package io.voxguard.serving.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.voxguard.problem.Refused;
import io.voxguard.serving.model.Artifact;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.TensorManifest;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.onnx.file.OnnxFile;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A plain model in ONNX Runtime. */
public final class OnnxTensorModel implements TensorModel {
    private final Artifact artifact;
    private final OrtSession session;
    private final Map<String, List<String>> classes;
    private final Map<String, DataType> castInputs;
    private final Optional<String> inspectingOperator;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final Map<String, TensorSpec> inputByName = new HashMap<>();
    private final @Nullable OnnxPinnedRuns pinned;

    private OnnxTensorModel(TensorManifest manifest, OrtSession session, OnnxFile file) throws OrtException {
        this.artifact = manifest.artifact();
        this.session = session;
        this.classes = Map.copyOf(file.classes());
        this.castInputs = Map.copyOf(file.castInputs());
        this.inspectingOperator = file.inspectingOperator();
        this.inputs = inputs(session.getInputInfo());
        this.outputs = outputs(session.getOutputInfo());
        this.inputs.forEach(spec -> inputByName.put(spec.name(), spec));
        checkSame("inputs", manifest.inputs(), inputs);
        checkSame("outputs", manifest.outputs(), outputs);
        this.pinned = OnnxPinnedRuns.of(this, session);
    }

    /** @throws ModelFault if the file is not a model, or not the one that the manifest describes */
    public static OnnxTensorModel load(TensorManifest manifest, OnnxFile file, Map<String, byte[]> external) {
        OrtSession session = OnnxSessions.open(manifest.artifact(), file, external);
        try {
            return new OnnxTensorModel(manifest, session, file);
        } catch (OrtException | ModelFault e) {
            OnnxSessions.closeQuietly(session);
            throw new ModelFault(manifest.artifact().id() + ": " + e.getMessage(), e);
        }
    }

    private List<TensorSpec> inputs(Map<String, NodeInfo> nodes) {
        List<TensorSpec> specs = new ArrayList<>();
        Map<String, String> original = new HashMap<>();
        castInputs.keySet().forEach(name -> original.put(OnnxFile.signed(name), name));
        nodes.forEach((node, info) -> {
            String name = original.getOrDefault(node, node);
            TensorSpec spec = spec(TensorSpec.input(name), name, info);
            DataType unsigned = castInputs.get(name);
            specs.add(unsigned == null ? spec : new TensorSpec(name, unsigned, spec.shape()));
        });
        return List.copyOf(specs);
    }

    private static List<TensorSpec> outputs(Map<String, NodeInfo> nodes) {
        List<TensorSpec> specs = new ArrayList<>();
        nodes.forEach((name, info) -> specs.add(spec(TensorSpec.output(name), name, info)));
        return List.copyOf(specs);
    }

    private static TensorSpec spec(String role, String name, NodeInfo node) {
        if (node.getInfo() instanceof TensorInfo tensor) {
            return new TensorSpec(name, OnnxDataTypes.of(tensor, role), Shape.of(tensor.getShape()));
        }
        throw new ModelFault(role + ": expected a tensor, or a ZipMap's sequence of maps, got " + node.getInfo());
    }

    private static void checkSame(String what, List<TensorSpec> manifest, List<TensorSpec> model) {
        if (manifest.isEmpty()) {
            return;
        }
        Map<String, TensorSpec> byName = new LinkedHashMap<>();
        model.forEach(spec -> byName.put(spec.name(), spec));
        for (TensorSpec stated : manifest) {
            TensorSpec actual = byName.remove(stated.name());
            if (actual == null
                    || actual.type() != stated.type()
                    || !actual.shape().equals(stated.shape())) {
                throw new ModelFault(what + ": the manifest says " + stated + ", the model has "
                        + (actual == null ? model : actual));
            }
        }
        if (!byName.isEmpty()) {
            throw new ModelFault(what + ": the manifest says nothing of " + byName.keySet());
        }
    }

    @Override
    public Artifact artifact() {
        return artifact;
    }

    @Override
    public List<TensorSpec> inputs() {
        return inputs;
    }

    @Override
    public List<TensorSpec> outputs() {
        return outputs;
    }

    @Override
    public Map<String, List<String>> classes() {
        return classes;
    }

    @Override
    public void check(List<Tensor> given) {
        for (int i = 0; i < given.size(); i++) {
            Tensor tensor = given.get(i);
            TensorSpec spec = inputByName.get(tensor.name());
            if (spec == null) {
                throw Refused.invalid(
                        TensorSpec.input(tensor.name()), "one of " + inputByName.keySet(), "an unknown input");
            }
            for (int before = 0; before < i; before++) {
                if (given.get(before).name().equals(tensor.name())) {
                    throw Refused.invalid(TensorSpec.input(tensor.name()), "each input once", "a duplicate");
                }
            }
            if (spec.type() != tensor.type()) {
                throw Refused.invalid(
                        TensorSpec.input(tensor.name()),
                        "datatype " + spec.type(),
                        tensor.type().name());
            }
            if (!spec.shape().takes(tensor.shape())) {
                throw Refused.invalid(
                        TensorSpec.input(tensor.name()),
                        "shape " + spec.shape(),
                        tensor.shape().toString());
            }
        }
        if (given.size() != inputs.size()) {
            throw Refused.invalid(TensorSpec.input(missing(given)), "a tensor", "none");
        }
    }

    private String missing(List<Tensor> given) {
        return inputs.stream()
                .map(TensorSpec::name)
                .filter(name -> given.stream().noneMatch(tensor -> tensor.name().equals(name)))
                .findFirst()
                .orElse("");
    }

    @Override
    public List<Tensor> run(List<Tensor> given, List<String> wanted) {
        List<Tensor> answer = pinned == null ? null : pinned.run(given, wanted);
        if (answer != null) {
            return answer;
        }
        try (OnnxCall call = new OnnxCall(session, castInputs.keySet(), inspectingOperator)) {
            return call.run(given, wanted);
        }
    }

    @Override
    public void close() {
        if (pinned != null) {
            pinned.close();
        }
        OnnxSessions.closeQuietly(session);
    }

    /** Returns the first line of a message of ONNX Runtime. */
    static @Nullable String message(OrtException e) {
        String text = e.getMessage();
        return text == null ? null : text.lines().findFirst().orElse(text);
    }
}
