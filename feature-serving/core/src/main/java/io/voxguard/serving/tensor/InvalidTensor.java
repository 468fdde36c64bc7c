package io.voxguard.serving.tensor;

import io.voxguard.problem.Problem;

/** A tensor that is not what was expected; the field names it. Without a stack trace: it is the sender's affair. */
public final class InvalidTensor extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem error;

    public InvalidTensor(Problem error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** @param tensor as error messages name it: {@code input "x"} */
    public static InvalidTensor of(String tensor, String expected, String got) {
        return new InvalidTensor(new Problem(tensor, expected, got));
    }

    public Problem error() {
        return error;
    }
}
