package io.voxguard.serving.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimeTest {
    @Test
    void randomTimesAgreeWithTheCalendar() throws Exception {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("EventTimeTest: seed " + seed);
        Random random = new Random(seed);
        long first = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
        long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        for (int i = 0; i < 5_000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(first, last + 1), random.nextInt(1_000_000_000));
            EventTime time = EventTime.of(instant);

            assertThat(time.millis()).isEqualTo(instant.toEpochMilli());
            assertThat(EventTime.ofMillis(instant.toEpochMilli()).millis()).isEqualTo(instant.toEpochMilli());
            byte[] bytes = time.bytes();
            assertThat(EventTime.read(bytes, 0, bytes.length)).isEqualTo(time);
            assertThat(Instant.ofEpochSecond(time.seconds(), time.nanos())).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "-1, -1, 999000000", "-1000, -1, 0", "1999, 1, 999000000", "-999, -1, 1000000"})
    void millisBeforeTheEpochHaveNanosToo(long millis, long seconds, int nanos) {
        assertThat(EventTime.ofMillis(millis)).isEqualTo(new EventTime(seconds, nanos));
    }

    @ParameterizedTest
    @CsvSource({
        "253402300799, 999999999, 253402300799999",
        "253402300800, 0, 9223372036854775807",
        "9223372036854775807, 0, 9223372036854775807",
        "-62135596800, 0, -62135596800000",
        "-62135596801, 0, -9223372036854775808",
        "-9223372036854775808, 0, -9223372036854775808"
    })
    void timesOffTheCalendarSaturate(long seconds, int nanos, long millis) {
        assertThat(EventTime.millis(seconds, nanos)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, true",
        "0, 999999999, true",
        "0, 1000000000, false",
        "0, -1, false",
        "253402300799, 0, true",
        "253402300800, 0, false",
        "-62135596800, 0, true",
        "-62135596801, 0, false"
    })
    void calendarHasTheYears1To9999(long seconds, int nanos, boolean on) throws Exception {
        assertThat(EventTime.isOnTheCalendar(seconds, nanos)).isEqualTo(on);
        byte[] bytes = new ProtobufBytes()
                .tag(1, 0)
                .varint(seconds)
                .tag(2, 0)
                .varint(nanos)
                .toBytes();
        if (on) {
            assertThat(EventTime.read(bytes, 0, bytes.length)).isEqualTo(new EventTime(seconds, nanos));
        } else {
            assertThatThrownBy(() -> EventTime.read(bytes, 0, bytes.length)).isInstanceOf(MalformedValue.class);
        }
    }

    @Test
    void unknownFieldsAreSkipped() throws Exception {
        byte[] bytes = new ProtobufBytes()
                .tag(7, 2)
                .bytes(new byte[3])
                .tag(1, 0)
                .varint(5)
                .tag(9, 1)
                .fixed64(1)
                .toBytes();

        assertThat(EventTime.read(bytes, 0, bytes.length)).isEqualTo(new EventTime(5, 0));
        assertThat(EventTime.read(new byte[0], 0, 0)).isEqualTo(new EventTime(0, 0));
    }

    @Test
    void bytesTruncatedWithinAFieldAreMalformed() throws Exception {
        byte[] bytes = new EventTime(1_767_225_600, 123_456_000).bytes();
        for (int length = 1; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            if (length == 6) { // the seconds alone: one byte of tag and five of number
                assertThat(EventTime.read(cut, 0, 6)).isEqualTo(new EventTime(1_767_225_600, 0));
            } else {
                assertThatThrownBy(() -> EventTime.read(cut, 0, cut.length))
                        .as("%d bytes", length)
                        .isInstanceOf(MalformedValue.class);
            }
        }
    }
}
