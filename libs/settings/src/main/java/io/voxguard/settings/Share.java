package io.voxguard.settings;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.config.spi.Converter;

/** Converts a setting that is a share of a whole: 0 to 1. */
@RegisterForReflection
public final class Share implements Converter<Double> {
    private static final long serialVersionUID = 1L;
    private static final String EXPECTED = "expected a number from 0 to 1";

    @Override
    public Double convert(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
        throw new IllegalArgumentException(EXPECTED);
    }
}
