package io.voxguard.api.http.inference;

import io.voxguard.problem.Refused;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks of the tensors of a request, for HTTP and gRPC alike. */
public final class TensorRules {
    static final int MAX_RANK = 8;
    static final String EXPECTED_SHAPE = "a list of at most " + MAX_RANK + " whole numbers of at least 1, "
            + Shape.MAX_ELEMENTS + " elements at most";

    private static final int MAX_TENSORS = 1024;

    private TensorRules() {}

    /** Checks that one more tensor may follow. @param count those that were read */
    public static void checkCount(int count, String field) {
        if (count == MAX_TENSORS) {
            throw Refused.invalid(field, "at most " + MAX_TENSORS + " tensors", "more");
        }
    }

    /** Returns the input's name for error messages: its position until the name is known. */
    public static String named(@Nullable String name, int position) {
        return name == null || name.isEmpty() ? "inputs[" + position + "]" : TensorSpec.input(name);
    }

    /** Returns the type of that name. @param input its name for error messages */
    public static DataType type(String name, String input) {
        return DataType.named(name)
                .orElseThrow(() -> Refused.invalid(
                        input + ": datatype", "one of " + Arrays.toString(DataType.values()), '"' + name + '"'));
    }

    /** Returns a shape that a request may have. @param input its name for error messages */
    public static Shape shape(long[] dimensions, String input) {
        Shape shape = Shape.of(dimensions);
        if (!shape.isRequestable()) {
            throw Refused.invalid(input + ": shape", EXPECTED_SHAPE, shape.toString());
        }
        return shape;
    }
}
