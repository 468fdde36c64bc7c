package io.voxguard.api.http.inference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.api.http.information.ModelInformation;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.served.ModelView;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorBytes;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A body without JSON: the bytes of the one input that the model has. A variable dimension follows from the number of bytes. */
final class RawInput {
    private RawInput() {}

    /**
     * Reads a body.
     *
     * @param model null for an unknown model
     * @param version null for the one that serves
     */
    static InferBody read(byte[] body, @Nullable ModelView model, @Nullable String version) {
        ModelDescription description = model == null
                ? null
                : ModelInformation.description(model, version == null ? "" : version)
                        .orElse(null);
        if (description == null || description.inputs().size() != 1) {
            throw Refused.invalid(
                    "body",
                    "JSON before the binary data, or a model with one input",
                    description == null ? "no such model" : description.inputs().size() + " inputs");
        }
        TensorSpec spec = description.inputs().getFirst();
        String field = TensorSpec.input(spec.name());
        Tensor tensor = tensor(body, spec, field);
        InferRequest request = new InferRequest(null, List.of(tensor), List.of(), null, false);
        return new InferBody(request, 0, List.of(), true);
    }

    private static Tensor tensor(byte[] body, TensorSpec spec, String field) {
        if (spec.type() == DataType.BYTES) {
            // the protocol: one element, without a length before it
            return Tensor.ofStrings(spec.name(), Shape.of(ones(spec)), List.of(body));
        }
        long[] dimensions = spec.shape().toArray();
        long known = spec.type().size();
        int variable = -1;
        for (int i = 0; i < dimensions.length; i++) {
            if (dimensions[i] != -1) {
                known *= dimensions[i];
            } else if (variable >= 0) {
                throw Refused.invalid(
                        field,
                        "one variable dimension at most for raw binary data",
                        spec.shape().toString());
            } else {
                variable = i;
            }
        }
        if (variable >= 0) {
            dimensions[variable] = Math.max(1, body.length / known);
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(body);
        return TensorBytes.read(bytes, spec.name(), field, spec.type(), Shape.of(dimensions));
    }

    private static long[] ones(TensorSpec spec) {
        long[] ones = spec.shape().toArray();
        Arrays.fill(ones, 1);
        return ones;
    }
}
