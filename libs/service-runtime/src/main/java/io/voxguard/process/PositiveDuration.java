package io.voxguard.process;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** A setting that is a time longer than none. */
@RegisterForReflection
public final class PositiveDuration implements Converter<Duration> {
    private static final long serialVersionUID = 1L;

    @Override
    public Duration convert(String text) {
        Duration value;
        try {
            value = DurationConverter.parseDuration(text.strip());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("expected a time such as 500ms, 2s or 1m, longer than 0", e);
        }
        if (value == null || value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("expected a time such as 500ms, 2s or 1m, longer than 0");
        }
        return value;
    }
}
