package io.voxguard.process;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.config.spi.Converter;

/** A setting that is a whole number of at least 1. */
@RegisterForReflection
public final class PositiveNumber implements Converter<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer convert(String text) {
        int value;
        try {
            value = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a whole number of at least 1", e);
        }
        if (value < 1) {
            throw new IllegalArgumentException("expected a whole number of at least 1");
        }
        return value;
    }
}
