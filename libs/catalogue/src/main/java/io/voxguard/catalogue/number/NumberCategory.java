package io.voxguard.catalogue.number;

/** What a number range is for. The order is the value that models see: 0 to 5. */
public enum NumberCategory {
    ORDINARY,
    MOBILE,
    TOLL_FREE,
    PREMIUM,
    HIGH_RISK,
    SATELLITE;

    private static final NumberCategory[] ALL = values();

    static NumberCategory at(int ordinal) {
        return ALL[ordinal];
    }

    /** Whether someone is paid for calls to it, or it is known for such fraud. */
    public boolean costly() {
        return this == PREMIUM || this == HIGH_RISK || this == SATELLITE;
    }
}
