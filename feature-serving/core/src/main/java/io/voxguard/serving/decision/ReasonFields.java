package io.voxguard.serving.decision;

import io.voxguard.serving.vector.OrdinaryRange;

/** Receives the fields of a {@link Reason}, for writers of JSON. */
public interface ReasonFields {
    void text(String name, String value);

    /** @param value NaN and infinities are null in JSON */
    void number(String name, float value);

    void range(String name, OrdinaryRange range);
}
