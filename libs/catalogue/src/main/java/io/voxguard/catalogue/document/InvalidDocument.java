package io.voxguard.catalogue.document;

/** A file of ours (view, manifest, golden vectors, number ranges) that is not what it should be. The message names the file and the field. */
public final class InvalidDocument extends RuntimeException {
    public InvalidDocument(String message) {
        super(message);
    }

    public InvalidDocument(String message, Throwable cause) {
        super(message, cause);
    }
}
