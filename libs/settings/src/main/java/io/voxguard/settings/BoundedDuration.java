package io.voxguard.settings;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Converts settings that are times with a least value. */
abstract class BoundedDuration implements Converter<Duration> {
    private static final long serialVersionUID = 1L;

    /** Longest time, far below the 292 years that nanoseconds in 64 bits hold. */
    private static final Duration MOST = Duration.ofDays(36_500);

    private final Duration least;
    private final String bound;

    /** @param bound the least value in words, for the error */
    BoundedDuration(Duration least, String bound) {
        this.least = least;
        this.bound = bound;
    }

    @Override
    public Duration convert(String text) {
        Duration value;
        try {
            value = DurationConverter.parseDuration(text.strip());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(expected(), e);
        }
        if (value == null || value.compareTo(least) < 0 || value.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(expected());
        }
        return value;
    }

    private String expected() {
        return "expected a time such as 500ms, 2s or 1m, " + bound;
    }
}
