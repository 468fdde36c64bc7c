package io.voxguard.serving.tensor;

/**
 * A tensor that a model takes or gives.
 *
 * @param shape with -1 where any size goes
 */
public record TensorSpec(String name, DataType type, Shape shape) {
    /** The tensor as error messages name it. */
    public static String input(String name) {
        return "input \"" + name + '"';
    }

    /** The tensor as error messages name it. */
    public static String output(String name) {
        return "output \"" + name + '"';
    }
}
