package io.voxguard.calls;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/** Times of events, as RFC 3339 has them: with seconds and an offset. */
final class CallTimes {
    static final String EXPECTED = "RFC 3339 with an offset, as 2026-03-02T08:15:30Z";
    static final String EXPECTED_RANGE = "a time from 2000-01-01 to a day from now";

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration LATEST_FROM_NOW = Duration.ofDays(1);
    private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendOffset("+HH:MM", "Z")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private CallTimes() {}

    static Optional<OffsetDateTime> parse(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text, RFC_3339));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static boolean isInRange(OffsetDateTime time, Instant now) {
        Instant instant = time.toInstant();
        return !instant.isBefore(EARLIEST) && !instant.isAfter(now.plus(LATEST_FROM_NOW));
    }

    static String format(OffsetDateTime time) {
        return RFC_3339.format(time);
    }
}
