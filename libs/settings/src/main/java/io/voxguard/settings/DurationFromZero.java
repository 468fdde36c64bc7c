package io.voxguard.settings;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;

/** Converts a setting that is a time, or 0. */
@RegisterForReflection
public final class DurationFromZero extends BoundedDuration {
    private static final long serialVersionUID = 1L;

    public DurationFromZero() {
        super(Duration.ZERO, "or 0");
    }
}
