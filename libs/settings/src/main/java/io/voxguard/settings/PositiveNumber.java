package io.voxguard.settings;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Converts a setting that is a whole number of at least 1. */
@RegisterForReflection
public final class PositiveNumber extends BoundedNumber {
    private static final long serialVersionUID = 1L;

    public PositiveNumber() {
        super(1);
    }
}
