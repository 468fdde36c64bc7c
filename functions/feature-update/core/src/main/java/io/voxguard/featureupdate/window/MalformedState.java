package io.voxguard.featureupdate.window;

/** Bytes that are not the state of an entity. */
public final class MalformedState extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedState(String message) {
        super(message);
    }
}
