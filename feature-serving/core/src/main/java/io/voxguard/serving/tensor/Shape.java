package io.voxguard.serving.tensor;

import java.util.Arrays;
import java.util.List;

/** The dimensions of a tensor, outermost first; in a {@link TensorSpec} -1 stands for any size. Immutable. */
public final class Shape {
    /** The most elements of one tensor. */
    public static final int MAX_ELEMENTS = 1 << 26;

    private static final int MAX_RANK = 8;

    private final long[] dimensions;

    private Shape(long[] dimensions) {
        this.dimensions = dimensions;
    }

    public static Shape of(long... dimensions) {
        return new Shape(dimensions.clone());
    }

    public int rank() {
        return dimensions.length;
    }

    public long dimension(int i) {
        return dimensions[i];
    }

    public long[] toArray() {
        return dimensions.clone();
    }

    public List<Long> toList() {
        return Arrays.stream(dimensions).boxed().toList();
    }

    /** Returns the number of elements, 0 where a dimension is; -1 when one is below that, there are too many of them, or more elements than {@link #MAX_ELEMENTS}. */
    public int elements() {
        if (dimensions.length > MAX_RANK) {
            return -1;
        }
        long elements = 1;
        for (long dimension : dimensions) {
            if (dimension < 0 || dimension > MAX_ELEMENTS) {
                return -1;
            }
            elements *= dimension;
            if (elements > MAX_ELEMENTS) {
                return -1;
            }
        }
        return (int) elements;
    }

    /** Returns true when a request may have a tensor of this shape: at least one element, and not too many. */
    public boolean isRequestable() {
        return elements() > 0;
    }

    /** Returns true when a tensor of the other shape is one of this, which may hold -1. */
    public boolean takes(Shape other) {
        if (dimensions.length != other.dimensions.length) {
            return false;
        }
        for (int i = 0; i < dimensions.length; i++) {
            if (dimensions[i] != -1 && dimensions[i] != other.dimensions[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    @Override
    public String toString() {
        return Arrays.toString(dimensions);
    }
}
