package io.voxguard.settings;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.config.spi.Converter;

/** Converts a setting that is a whole number of at least 1, of 64 bits. */
@RegisterForReflection
public final class PositiveLong implements Converter<Long> {
    private static final long serialVersionUID = 1L;
    private static final String EXPECTED = "expected a whole number of at least 1";

    @Override
    public Long convert(String text) {
        try {
            long value = Long.parseLong(text.strip());
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
        throw new IllegalArgumentException(EXPECTED);
    }
}
