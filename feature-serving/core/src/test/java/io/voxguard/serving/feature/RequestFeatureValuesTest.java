package io.voxguard.serving.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.call.Call;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is computed from the call itself. */
class RequestFeatureValuesTest {
    private static final NumberRanges RANGES = ShippedModels.ranges();

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T00:00:00Z, 0, 1, 1", // a Monday
        "2026-03-02T05:59:59.999Z, 5, 1, 1",
        "2026-03-02T06:00:00Z, 6, 1, 0",
        "2026-03-01T23:59:59Z, 23, 7, 0",
        "2026-03-07T12:00:00+02:00, 12, 6, 0",
        "2026-03-02T01:00:00+09:00, 1, 1, 1", // a Sunday in UTC
        "2026-03-01T22:00:00-05:00, 22, 7, 0", // a Monday in UTC
        "2000-01-01T00:30:00+05:45, 0, 6, 1",
    })
    void hourWeekdayAndNightAreThoseOfTheLocalTime(OffsetDateTime start, int hour, int weekday, int night) {
        Call call = call(start.toInstant(), start.getOffset().getTotalSeconds());

        assertThat(RequestFeature.HOUR.of(call, RANGES)).isEqualTo(hour);
        assertThat(RequestFeature.WEEKDAY.of(call, RANGES)).isEqualTo(weekday);
        assertThat(RequestFeature.NIGHT.of(call, RANGES)).isEqualTo(night);
    }

    @Test
    void randomTimesAgreeWithTheCalendar() {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("RequestFeatureValuesTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Instant instant = Instant.ofEpochMilli(random.nextLong(-4_000_000_000_000L, 4_000_000_000_000L));
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(random.nextInt(-18 * 3600, 18 * 3600 + 1));
            OffsetDateTime local = instant.atOffset(offset);
            Call call = call(instant, offset.getTotalSeconds());
            assertThat(RequestFeature.HOUR.of(call, RANGES)).as("%s", local).isEqualTo(local.getHour());
            assertThat(RequestFeature.WEEKDAY.of(call, RANGES))
                    .as("%s", local)
                    .isEqualTo(local.getDayOfWeek().getValue());
            assertThat(RequestFeature.NIGHT.of(call, RANGES)).as("%s", local).isEqualTo(local.getHour() < 6 ? 1 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // caller, callee: international, categories of callee and caller, digits of the callee, shared digits, caller
        // plausible
        "+14155550100, +442071838750, 1, 0, 0, 12, 0, 1",
        "+14155550100, +14155550199, 0, 0, 0, 11, 9, 1",
        "+19005550100, +18005550100, 0, 2, 3, 11, 1, 1",
        "+447911123456, +88112345678, 1, 5, 1, 11, 0, 1",
        "+1415555010, +37123456789, 1, 4, 0, 11, 0, 0", // ten digits are too few in +1
        "100, 112, 0, 0, 0, 3, 1, 1",
        "100, +442071838750, 0, 0, 0, 12, 0, 1",
        "+442071838750, 442071838750, 0, 0, 0, 12, 12, 1",
        "+0123456789, 200, 0, 0, 0, 3, 0, 0",
    })
    void numberFeaturesDescribeCallerAndCallee(
            String caller,
            String callee,
            float international,
            float calleeCategory,
            float callerCategory,
            float length,
            float shared,
            float valid) {
        Call call = new Call(null, caller, callee, null, 0, 0, Map.of());

        assertThat(RequestFeature.INTERNATIONAL.of(call, RANGES)).isEqualTo(international);
        assertThat(RequestFeature.CALLEE_CATEGORY.of(call, RANGES)).isEqualTo(calleeCategory);
        assertThat(RequestFeature.CALLER_CATEGORY.of(call, RANGES)).isEqualTo(callerCategory);
        assertThat(RequestFeature.CALLEE_LENGTH.of(call, RANGES)).isEqualTo(length);
        assertThat(RequestFeature.SAME_PREFIX_DIGITS.of(call, RANGES)).isEqualTo(shared);
        assertThat(RequestFeature.CALLER_VALID.of(call, RANGES)).isEqualTo(valid);
    }

    /** Every feature that is computed can be looked up by its name, and is finite for any call. */
    @ParameterizedTest
    @EnumSource(
            value = RequestFeature.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CALLER_ACTIVE_CALLS", "TRUNK_ACTIVE_CALLS"})
    void everyFeatureOfTheCallItselfIsComputed(RequestFeature feature) {
        assertThat(RequestFeature.named(feature.name().toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(feature);
        for (String number : new String[] {"1", "+1234567", "123456789012345", "+999999999999999"}) {
            assertThat(feature.of(
                            new Call(null, number, number, null, Long.MIN_VALUE / 1000, -64800, Map.of()), RANGES))
                    .isFinite();
        }
    }

    private static Call call(Instant start, int offsetSeconds) {
        return new Call(null, "100", "200", null, start.toEpochMilli(), offsetSeconds, Map.of());
    }
}
