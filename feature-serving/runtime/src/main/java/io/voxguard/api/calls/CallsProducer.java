package io.voxguard.api.calls;

import io.voxguard.store.CallsInProgress;
import io.voxguard.store.EventStreams;
import io.voxguard.store.redis.RedisStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Produces the facades of the store that calls in progress need. */
@Singleton
final class CallsProducer {
    @Produces
    @Singleton
    CallsInProgress calls(CallsSettings settings, RedisStore store, Clock clock) {
        return store.calls(limits(settings), clock);
    }

    @Produces
    @Singleton
    EventStreams streams(RedisStore store) {
        return store.events();
    }

    private static CallsInProgress.Limits limits(CallsSettings settings) {
        try {
            return new CallsInProgress.Limits(
                    settings.maxRinging(),
                    settings.maxDuration(),
                    settings.rememberEnded(),
                    settings.maxActive(),
                    settings.maxEnded());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("voxguard.calls." + e.getMessage(), e);
        }
    }
}
