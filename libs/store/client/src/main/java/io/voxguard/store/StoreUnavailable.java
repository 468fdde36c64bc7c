package io.voxguard.store;

/** Thrown if the store did not answer in time, or answered with an error. */
public final class StoreUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
