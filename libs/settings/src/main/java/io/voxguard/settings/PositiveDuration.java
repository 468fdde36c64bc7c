package io.voxguard.settings;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;

/** Converts a setting that is a time longer than 0. */
@RegisterForReflection
public final class PositiveDuration extends BoundedDuration {
    private static final long serialVersionUID = 1L;

    public PositiveDuration() {
        super(Duration.ofNanos(1), "longer than 0");
    }
}
