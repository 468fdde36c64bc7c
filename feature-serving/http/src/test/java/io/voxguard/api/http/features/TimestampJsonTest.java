package io.voxguard.api.http.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampJsonTest {
    @Test
    void eventTimesAreWrittenAsProtobufsJsonHasThem() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            long seconds = (long) (random.nextDouble() * 253_402_300_800L) - (i % 4 == 0 ? 62_135_596_800L : 0);
            int nanos = new int[] {0, 123_000_000, 123_456_000, 123_456_789, 1}[i % 5];
            if (seconds <= 253_402_300_799L) {
                byte[] out = new byte[TimestampJson.MOST_BYTES];
                int end = TimestampJson.write(out, 0, seconds, nanos);
                String text = new String(out, 1, end - 2, StandardCharsets.US_ASCII);
                assertThat(Instant.parse(text)).isEqualTo(Instant.ofEpochSecond(seconds, nanos));
                assertThat(text).isEqualTo(Instant.ofEpochSecond(seconds, nanos).toString());
            }
        }
    }
}
