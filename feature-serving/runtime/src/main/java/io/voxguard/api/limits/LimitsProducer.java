package io.voxguard.api.limits;

import io.voxguard.api.models.ScoringSettings;
import io.voxguard.serving.limit.CallLimits;
import io.voxguard.serving.limit.LimitChecks;
import io.voxguard.serving.limit.LimitEvents;
import io.voxguard.serving.limit.RateLimit;
import io.voxguard.serving.limit.RateLimits;
import io.voxguard.store.Limits;
import io.voxguard.store.limit.Window;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Makes the limits of the process as the configuration declares them, and what decides by them. */
@Singleton
final class LimitsProducer {
    private static final String PREFIX = "voxguard.limits.";

    /** @throws IllegalArgumentException naming the setting that is wrong */
    @Produces
    @Singleton
    RateLimits limits(LimitsSettings settings) {
        List<RateLimit> limits = new ArrayList<>();
        new TreeMap<>(settings.byName()).forEach((name, limit) -> limits.add(limit(name, limit)));
        try {
            return RateLimits.of(limits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + e.getMessage(), e);
        }
    }

    private static RateLimit limit(String name, LimitsSettings.Limit limit) {
        try {
            return new RateLimit(
                    name,
                    limit.per(),
                    // in one order however they are written: a bucket has their times by position
                    limit.windows().stream()
                            .sorted(Comparator.comparing(Window::period))
                            .toList(),
                    limit.combineWith().orElse(List.of()),
                    limit.shadow(),
                    limit.whenStoreIsAway() == LimitsSettings.WithoutStore.ALLOW,
                    limit.maxCost());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + name + "." + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException naming the setting if it names a limit that calls cannot be scored under */
    @Produces
    @Singleton
    CallLimits callLimits(ScoringSettings scoring, RateLimits limits, LimitChecks checks) {
        try {
            return CallLimits.of(scoring.limits().orElse(List.of()), limits, checks);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("voxguard.scoring.limits: " + e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    LimitChecks checks(Limits store, LimitEvents events) {
        return new LimitChecks(store, events);
    }
}
