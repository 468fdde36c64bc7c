package io.voxguard.serving.ingest;

import io.voxguard.problem.Refused;
import io.voxguard.serving.value.EventTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Event times as they are sent: RFC 3339, with a blank for the T where one likes; without an offset they are UTC, as data frames write them. */
final class EventTimes {
    private static final String EXPECTED = "an event time, as 2026-03-02T08:15:30.123456Z";
    private static final int DATE = "2026-03-02".length();

    private EventTimes() {}

    /** @param likeFeast whether an integer is nanoseconds since 1970, as in a data frame of pandas */
    static EventTime parse(@Nullable Object plain, boolean likeFeast) {
        if (likeFeast && plain instanceof Long nanos) {
            return new EventTime(Math.floorDiv(nanos, 1_000_000_000L), (int) Math.floorMod(nanos, 1_000_000_000L));
        }
        if (!(plain instanceof String text)) {
            throw Refused.ofValue(EXPECTED, plain);
        }
        try {
            EventTime time = EventTime.of(instant(text.strip()));
            if (EventTime.isOnTheCalendar(time.seconds(), time.nanos())) {
                return time;
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw Refused.ofValue(EXPECTED, plain);
    }

    private static Instant instant(String text) {
        if (text.length() == DATE) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String iso = text.length() > DATE && text.charAt(DATE) == ' '
                ? text.substring(0, DATE) + 'T' + text.substring(DATE + 1)
                : text;
        boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > DATE || iso.lastIndexOf('-') > DATE;
        return offset
                ? OffsetDateTime.parse(iso).toInstant()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }
}
