package io.voxguard.serving.model;

/** A model that cannot be loaded, disagrees with its golden vectors, or fails while it runs. */
public final class ModelFault extends RuntimeException {
    public ModelFault(String message) {
        super(message);
    }

    public ModelFault(String message, Throwable cause) {
        super(message, cause);
    }
}
