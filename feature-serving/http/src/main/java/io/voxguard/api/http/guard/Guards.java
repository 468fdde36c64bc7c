package io.voxguard.api.http.guard;

import io.voxguard.api.models.ModelsSettings;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Applies guards, for HTTP and gRPC alike. */
@Singleton
public final class Guards {
    private static final Refused NO_CONTROL = new Refused(
            Refused.Kind.FORBIDDEN, new Problem("voxguard.models.control", "true for changes by request", "false"));

    private final boolean control;

    Guards(ModelsSettings settings) {
        this.control = settings.control();
    }

    /** Returns the refusal of a request; null when it may go on. */
    public @Nullable Refused refusal(Guard guard) {
        return switch (guard) {
            case OPEN -> null;
            case CONTROL -> control ? null : NO_CONTROL;
        };
    }
}
