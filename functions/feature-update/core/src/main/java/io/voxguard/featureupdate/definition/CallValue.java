package io.voxguard.featureupdate.definition;

import io.voxguard.catalogue.number.PhoneNumber;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Text of an event that can be counted by its different values. */
public enum CallValue {
    CALLER,
    CALLEE,
    TRUNK,
    /** First 3 digits of the callee. */
    CALLEE_PREFIX,
    /** Digits of the callee without the last one. */
    CALLEE_TEN,
    CALLEE_COUNTRY,
    /** Hour of the day, UTC. */
    HOUR;

    private static final int PREFIX = 3;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns the name in expressions. */
    public String label() {
        return label;
    }

    /** Returns the value of an event; null if it has none. */
    public @Nullable String of(CallEvent event) {
        return switch (this) {
            case CALLER -> event.caller();
            case CALLEE -> event.callee();
            case TRUNK -> event.trunk();
            case CALLEE_PREFIX -> {
                String digits = digits(event.callee());
                yield digits.substring(0, Math.min(PREFIX, digits.length()));
            }
            case CALLEE_TEN -> {
                String digits = digits(event.callee());
                yield digits.substring(0, Math.max(0, digits.length() - 1));
            }
            case CALLEE_COUNTRY -> PhoneNumber.countryCode(event.callee());
            case HOUR -> Integer.toString(CallTime.hour(event.timeMs()));
        };
    }

    private static String digits(String number) {
        return number.substring(PhoneNumber.firstDigit(number));
    }
}
