package io.voxguard.serving.tensor;

import java.util.Arrays;

/** Differences between two tensors of the same meaning: an answer and the one that was expected, or given. */
public final class TensorDifference {
    private TensorDifference() {}

    /** Returns whether both have the same datatype and shape. */
    public static boolean sameForm(Tensor one, Tensor other) {
        return one.type() == other.type() && one.shape().equals(other.shape());
    }

    /**
     * Returns how far apart two elements are. Two NaNs, or two infinities of the same sign, are 0 apart.
     *
     * @param one of the same form as the other
     * @return infinity if the elements are different texts, or one of them alone is NaN or infinite
     */
    public static double ofElement(Tensor one, Tensor other, int index) {
        if (one.type() == DataType.BYTES) {
            boolean equal =
                    Arrays.equals(one.strings().get(index), other.strings().get(index));
            return equal ? 0 : Double.POSITIVE_INFINITY;
        }
        double left = one.number(index);
        double right = other.number(index);
        if (Double.compare(left, right) == 0) {
            return 0;
        }
        double difference = Math.abs(left - right);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }

    /** Returns the largest difference of an element; infinity if the tensors have different forms. */
    public static double largest(Tensor one, Tensor other) {
        if (!sameForm(one, other)) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < one.elements(); i++) {
            largest = Math.max(largest, ofElement(one, other, i));
        }
        return largest;
    }
}
