package io.voxguard.serving.repository;

/** There is no such model, or no such version of it. */
public final class UnknownVersion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param version empty if the model itself is unknown */
    UnknownVersion(String model, String version) {
        super(
                version.isEmpty()
                        ? "no model \"" + model + '"'
                        : "no version \"" + version + "\" of model \"" + model + '"');
    }
}
