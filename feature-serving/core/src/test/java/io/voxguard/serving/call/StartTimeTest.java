package io.voxguard.serving.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartTimeTest {
    private static @Nullable StartTime byJavaTime(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return new StartTime(
                    time.toEpochSecond(), time.getNano(), time.getOffset().getTotalSeconds());
        } catch (DateTimeException e) {
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-02T08:15:30Z",
                "2026-03-02T08:15:30.5Z",
                "2026-03-02T08:15:30.123456789+01:30",
                "2000-02-29T00:00:00-17:59",
                "0000-02-29T23:59:59+00:00",
                "9999-12-31T23:59:59.999999999Z"
            })
    void ordinaryFormIsReadByHand(String text) {
        assertThat(StartTime.ordinary(text)).isNotNull().isEqualTo(byJavaTime(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-02T08:15Z",
                "2026-03-02t08:15:30z",
                "2026-03-02T08:15:30+01:30:15",
                "2026-03-02T08:15:30+18:00",
                "2026-03-02T08:15:30.Z",
                "+12026-03-02T08:15:30Z"
            })
    void otherFormIsReadByJavaTime(String text) {
        assertThat(StartTime.ordinary(text)).isNull();
        assertThat(StartTime.parse(text)).isEqualTo(byJavaTime(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-02",
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-03-02T24:00:00Z",
                "2026-03-02T08:60:00Z",
                "2026-03-02T08:15:60Z",
                "2026-03-02T08:15:30",
                "2026-03-02T08:15:30+1:00",
                "2026-03-02T08:15:30+19:00",
                "2026-03-02 08:15:30Z",
                "2026-03-02T08:15:30.1234567890Z",
                "2026-03-02T08:15:30+01:60"
            })
    void whatIsNoTimeWithAnOffsetIsRefused(String text) {
        assertThatThrownBy(() -> StartTime.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void timesAreThoseOfJavaTimeHoweverTheyAreWritten() {
        long seed = 41;
        Random random = new Random(seed);
        String letters = "0123456789-+:.TZtz ";
        for (int i = 0; i < 200_000; i++) {
            OffsetDateTime time = OffsetDateTime.ofInstant(
                            java.time.Instant.ofEpochSecond(
                                    random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000)),
                            ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1)))
                    .truncatedTo(new ChronoUnit[] {
                                ChronoUnit.SECONDS, ChronoUnit.MILLIS, ChronoUnit.NANOS, ChronoUnit.MINUTES
                            }
                            [i % 4]);
            StringBuilder text = new StringBuilder(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), letters.charAt(random.nextInt(letters.length())));
            }
            StartTime read = StartTime.ordinary(text.toString());
            if (read != null) {
                assertThat(read).as("seed %d: %s", seed, text).isEqualTo(byJavaTime(text.toString()));
            }
        }
    }
}
