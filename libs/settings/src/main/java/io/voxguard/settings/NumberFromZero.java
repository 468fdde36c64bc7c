package io.voxguard.settings;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Converts a setting that is a whole number of at least 0. */
@RegisterForReflection
public final class NumberFromZero extends BoundedNumber {
    private static final long serialVersionUID = 1L;

    public NumberFromZero() {
        super(0);
    }
}
