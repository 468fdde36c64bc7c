package io.voxguard.settings;

import org.eclipse.microprofile.config.spi.Converter;

/** Converts settings that are whole numbers with a least value. */
abstract class BoundedNumber implements Converter<Integer> {
    private static final long serialVersionUID = 1L;

    private final int least;

    BoundedNumber(int least) {
        this.least = least;
    }

    @Override
    public Integer convert(String text) {
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected(), e);
        }
        throw new IllegalArgumentException(expected());
    }

    private String expected() {
        return "expected a whole number of at least " + least;
    }
}
