package io.voxguard.function;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.voxguard.function.Retries.Sleeper;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Beans that every function needs; a function that produces its own of a type replaces them. */
@Singleton
final class RuntimeBeans {
    private static final Duration FIRST_DELAY = Duration.ofMillis(50);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    @DefaultBean
    Ticker ticker() {
        return Ticker.SYSTEM;
    }

    @Produces
    @Singleton
    @DefaultBean
    Sleeper sleeper() {
        return Thread::sleep;
    }

    @Produces
    @Singleton
    @DefaultBean
    Retries retries(Ticker ticker, Sleeper sleeper) {
        return new Retries(Backoff.exponential(FIRST_DELAY, LONGEST_DELAY), ticker, sleeper);
    }

    @Produces
    @Singleton
    DeadLetters deadLetters(RedisStore store, FunctionSettings settings, ObjectMapper json, Clock clock) {
        return new DeadLetters(store.events().stream(settings.deadLetters(), DeadLetters.MAX_LETTERS), json, clock);
    }

    /** Returns a registry that keeps nothing, for Lambda: nobody can scrape a function there, and Lambda counts invocations and errors itself. */
    @Produces
    @Singleton
    @DefaultBean
    MeterRegistry meters() {
        return new CompositeMeterRegistry();
    }
}
