package io.voxguard.serving.value;

/** Takes the parts of one value as they are decoded. Texts and bytes are slices of {@code source}, valid during the call. */
public interface ValueVisitor {
    /** What was shown does not count: another value comes in its place. */
    void again();

    void nothing();

    void bool(boolean value);

    void integer(long value);

    void float64(double value);

    void float32(float value);

    /** UTF-8. */
    void text(byte[] source, int from, int length);

    void bytes(byte[] source, int from, int length);

    /** An instant in a time zone: seconds since 1970 and the zone's name, empty for UTC. */
    void zonedTimestamp(long seconds, String zone);

    /** Whether maps are shown whose keys are no text; null is shown in their place otherwise. */
    boolean takesScalarMaps();

    void beginList();

    void endList();

    void beginMap();

    /** The key of the next entry, in UTF-8. */
    void key(byte[] source, int from, int length);

    void endMap();
}
