package io.voxguard.serving.inference;

import io.voxguard.catalogue.call.CallField;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.CallDraft;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls read from tensors of entity keys and features, row by row: the sound ones, and the error of each other row.
 *
 * @param calls sound calls in the order of the rows
 * @param errors by row; empty for a sound one
 */
record CallRows(List<Call> calls, List<Optional<Problem>> errors) {
    /** @throws Refused when a tensor is no input of a scored model, or not of its type or number of rows */
    static void check(InferRequest request, FeatureCatalogue catalogue) {
        Set<String> seen = new HashSet<>();
        for (Tensor tensor : request.inputs()) {
            String named = TensorSpec.input(tensor.name());
            if (!seen.add(tensor.name())) {
                throw Refused.invalid(named, "each input once", "a duplicate");
            }
            boolean key = CallField.named(tensor.name()).isPresent();
            if (!key
                    && catalogue.find(FeatureRef.ofRequestOrView(tensor.name())).isEmpty()) {
                throw Refused.invalid(
                        named,
                        "one of " + CallField.labels() + ", or a feature, as hour or caller_velocity:calls_1m",
                        "an unknown input");
            }
            if (key != (tensor.type() == DataType.BYTES)) {
                throw Refused.invalid(
                        named,
                        "datatype " + (key ? "BYTES" : "FP32"),
                        tensor.type().name());
            }
            int rank = tensor.shape().rank();
            if (rank < 1
                    || rank > 2
                    || rank == 2 && tensor.shape().dimension(1) != 1
                    || tensor.elements() != request.rows()) {
                throw Refused.invalid(
                        named,
                        "shape [" + request.rows() + "], as the first input has",
                        tensor.shape().toString());
            }
        }
        for (CallField field : CallField.values()) {
            if (field.isRequired() && !seen.contains(field.label())) {
                throw Refused.invalid(TensorSpec.input(field.label()), "a tensor", "none");
            }
        }
    }

    /** @param request that {@link #check} passed */
    static CallRows of(InferRequest request, FeatureCatalogue catalogue, long nowMs) {
        int rows = request.rows();
        List<Call> calls = new ArrayList<>(rows);
        List<Optional<Problem>> errors = new ArrayList<>(rows);
        @Nullable CallField[] fields = fields(request.inputs());
        CallDraft draft = new CallDraft(catalogue, nowMs);
        for (int row = 0; row < rows; row++) {
            draft.clear();
            Problem error = fill(draft, request.inputs(), fields, row);
            error = error == null ? draft.missing() : error;
            if (error == null) {
                calls.add(draft.call());
            }
            errors.add(Optional.ofNullable(error));
        }
        return new CallRows(calls, errors);
    }

    /** Returns the field that each tensor has; null for one of features. */
    private static @Nullable CallField[] fields(List<Tensor> inputs) {
        @Nullable CallField[] fields = new CallField[inputs.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = CallField.named(inputs.get(i).name()).orElse(null);
        }
        return fields;
    }

    private static @Nullable Problem fill(CallDraft draft, List<Tensor> inputs, @Nullable CallField[] fields, int row) {
        for (int i = 0; i < fields.length; i++) {
            Tensor tensor = inputs.get(i);
            CallField field = fields[i];
            Problem error = field != null
                    ? key(draft, field, tensor.textOrNull(row))
                    : feature(draft, tensor.name(), tensor.number(row));
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private static @Nullable Problem key(CallDraft draft, CallField field, @Nullable String text) {
        if (text == null) {
            return new Problem(field.label(), "text in UTF-8", "other bytes");
        }
        return text.isEmpty() && !field.isRequired() ? null : draft.set(field, text);
    }

    private static @Nullable Problem feature(CallDraft draft, String name, double value) {
        return Double.isNaN(value) ? null : draft.override(name, value);
    }
}
