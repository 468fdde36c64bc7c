package io.voxguard.store.messaging.setting;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Attribute of a channel, by its full name, as it is named in a refusal: {@code mp.messaging.incoming.calls.max-inflight}. */
public record Setting(String name) {
    private static final Pattern SIMPLE = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

    /** Returns the refusal of a value. */
    public IllegalArgumentException refused(String expected, Object got) {
        return new IllegalArgumentException(name + ": expected " + expected + ", got " + got);
    }

    /** Returns a number within bounds. */
    public int within(int value, int least, int most) {
        if (value < least || value > most) {
            throw refused(least + " to " + most, value);
        }
        return value;
    }

    /** Returns a duration that is written {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 1d} or as in ISO 8601. */
    public Duration duration(String text, Duration least, Duration most) {
        Duration value = parse(text);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw refused(text(least) + " to " + text(most), text);
        }
        return value;
    }

    /** Returns a constant that is written in lower case with dashes. */
    public <E extends Enum<E>> E choice(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> label(one).equals(text))
                .findFirst()
                .orElseThrow(() -> refused(
                        String.join(
                                " or ",
                                Arrays.stream(type.getEnumConstants())
                                        .map(Setting::label)
                                        .toList()),
                        text));
    }

    /** Returns text that is not blank. */
    public String text(String value) {
        if (value.isBlank()) {
            throw refused("a name", "nothing");
        }
        return value;
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Duration parse(String text) {
        Matcher simple = SIMPLE.matcher(text.strip());
        try {
            if (!simple.matches()) {
                return Duration.parse(text.strip());
            }
            long count = Long.parseLong(simple.group(1));
            return switch (simple.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        } catch (DateTimeParseException | ArithmeticException e) {
            throw refused("a duration such as 500ms, 10s or PT10S", text);
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
