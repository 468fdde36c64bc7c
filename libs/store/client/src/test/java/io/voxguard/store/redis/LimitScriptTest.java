package io.voxguard.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.LimitReply;
import io.voxguard.store.limit.BucketState;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Debit;
import io.voxguard.store.limit.TokenBucket;
import io.voxguard.store.limit.Window;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The script of limits against a token bucket that counts exactly, on each engine, at times that the test gives. */
@ParameterizedClass
@MethodSource("engines")
class LimitScriptTest {
    private static final long MS = 1_000;
    private static final long SECOND = 1_000_000;
    private static final Window FIVE = Window.of(1, Duration.ofSeconds(1), 5);

    @Parameter
    LimitStore engine = LimitStore.EMBEDDED;

    private LimitStore.Running server;
    private FakedTime script;

    static List<LimitStore> engines() {
        return LimitStore.available().toList();
    }

    @BeforeEach
    void open() throws Exception {
        server = engine.start();
        script = new FakedTime(server.url());
    }

    @AfterEach
    void close() throws Exception {
        script.close();
        server.close();
    }

    @Test
    void randomRequestsAreDecidedAsByTokenBuckets() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 8; round++) {
            List<Window> windows = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                windows.add(window(random));
            }
            compare(windows, random, "r" + round, "seed " + seed + ", " + windows);
        }
    }

    private static Window window(Random random) {
        long[] counts = {1, 3, 7, 10, 97, 1_000, 999_983, 3_000_000};
        Duration[] periods = {
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(61),
            Duration.ofHours(1),
            Duration.ofDays(30)
        };
        return Window.of(
                counts[random.nextInt(counts.length)], periods[random.nextInt(periods.length)], 1 + random.nextInt(20));
    }

    private void compare(List<Window> windows, Random random, String key, String what) {
        TokenBucket model = new TokenBucket(windows);
        long smallest = windows.stream().mapToLong(Window::burst).min().orElseThrow();
        long now = script.startMicros;
        for (int i = 0; i < 150; i++) {
            Window paced = windows.get(random.nextInt(windows.size()));
            now += random.nextInt(4) == 0 ? 0 : random.nextLong(paced.wholeMicros(1) * 2 + 2);
            long cost = 1 + random.nextLong(random.nextInt(3) == 0 ? smallest : 1);
            LimitReply reply = script.take(now, script.debit(key, cost, windows.toArray(Window[]::new)));
            assertThat(reply.admitted()).as("%s, request %d", what, i).isEqualTo(model.take(now, cost));
            BucketState state = reply.buckets().getFirst();
            assertThat(state.remaining()).as("%s, request %d", what, i).isEqualTo(model.remaining(now));
            long reset = state.resetAfterMs();
            assertThat(model.isFull(now + reset * MS)).as(what).isTrue();
            assertThat(reset == 0 || !model.isFull(now + (reset - 1) * MS))
                    .as(what)
                    .isTrue();
            if (!reply.admitted()) {
                long retry = state.retryAfterMs().orElseThrow();
                assertThat(model.wouldTake(now + retry * MS, cost)).as(what).isTrue();
                assertThat(retry > 0 && !model.wouldTake(now + (retry - 1) * MS, cost))
                        .as(what)
                        .isTrue();
            }
        }
    }

    @Test
    void costsUpToTheBurstPassAndLargerOnesNever() {
        long now = script.startMicros;
        for (long cost : new long[] {0, 6, 11, 1L << 31, (1L << 53) - 1}) {
            LimitReply reply = script.take(now, script.debit("k", cost, FIVE));
            assertThat(reply.admitted()).as("cost %d", cost).isEqualTo(cost == 0);
            assertThat(reply.buckets().getFirst().remaining()).isEqualTo(5);
            assertThat(reply.buckets().getFirst().retryAfterMs().isPresent()).isEqualTo(cost == 0);
        }
        LimitReply whole = script.take(now, script.debit("k", 5, FIVE));
        assertThat(whole.admitted()).isTrue();
        assertThat(whole.buckets().getFirst().remaining()).isZero();
        assertThat(whole.buckets().getFirst().resetAfterMs()).isEqualTo(5_000);

        LimitReply nothing = script.take(now, script.debit("k", 0, FIVE));
        assertThat(nothing.admitted())
                .as("a cost of 0 passes when nothing is left")
                .isTrue();
        LimitReply again = script.take(now, script.debit("k", 5, FIVE));
        assertThat(again.admitted()).isFalse();
        assertThat(again.buckets().getFirst().retryAfterMs()).hasValue(5_000);
        assertThat(script.take(now + 5 * SECOND - 1, script.debit("k", 5, FIVE)).admitted())
                .isFalse();
        assertThat(script.take(now + 5 * SECOND, script.debit("k", 5, FIVE)).admitted())
                .isTrue();
    }

    @Test
    void emptyBucketAskedFasterThanItFillsPassesWhatItFills() {
        Window slow = Window.of(1, Duration.ofSeconds(10), 10);
        TokenBucket model = new TokenBucket(List.of(slow));
        script.take(script.startMicros, script.debit("k", 10, slow));
        model.take(script.startMicros, 10);
        int passed = 0;
        for (long second = 9; second <= 600; second += 9) {
            long now = script.startMicros + second * SECOND;
            boolean admitted = script.take(now, script.debit("k", 1, slow)).admitted();
            assertThat(admitted).isEqualTo(model.take(now, 1));
            passed += admitted ? 1 : 0;
        }
        assertThat(passed).isEqualTo(59); // 594 s at one in 10 s: refusals cost nothing, fractions are kept
    }

    @Test
    void sevenASecondAreSevenInEverySecond() {
        Window seven = Window.of(7, Duration.ofSeconds(1), 7);
        script.take(script.startMicros, script.debit("k", 7, seven));
        for (long second = 1; second <= 600; second++) {
            long now = script.startMicros + second * SECOND;
            assertThat(script.take(now, script.debit("k", 7, seven)).admitted())
                    .as("second %d", second)
                    .isTrue();
            assertThat(script.take(now, script.debit("k", 1, seven)).admitted()).isFalse();
        }
    }

    @Test
    void clockThatGoesBackNeverAdmitsOneMore() {
        long now = script.startMicros;
        assertThat(script.take(now, script.debit("k", 5, FIVE)).admitted()).isTrue();
        LimitReply back = script.take(now - SECOND, script.debit("k", 1, FIVE));
        assertThat(back.admitted()).isFalse();
        assertThat(back.buckets().getFirst().remaining()).isZero();
        assertThat(back.buckets().getFirst().retryAfterMs()).hasValue(2_000);
        assertThat(script.take(now - SECOND, script.debit("k", 0, FIVE)).admitted())
                .isTrue();
        assertThat(script.take(now + SECOND - 1, script.debit("k", 1, FIVE)).admitted())
                .isFalse();
        assertThat(script.take(now + SECOND, script.debit("k", 1, FIVE)).admitted())
                .isTrue();
    }

    @Test
    void twoClocksThatDifferAdmitNoMoreThanTheOneAhead() {
        Window window = Window.of(10, Duration.ofSeconds(1), 5);
        TokenBucket model = new TokenBucket(List.of(window));
        Random random = new Random(7);
        long latest = script.startMicros;
        int admitted = 0;
        int allowed = 0;
        for (int i = 0; i < 1_000; i++) {
            long now = script.startMicros + i * 20 * MS + (random.nextBoolean() ? 300 * MS : 0);
            latest = Math.max(latest, now);
            admitted += script.take(now, script.debit("k", 1, window)).admitted() ? 1 : 0;
            allowed += model.take(latest, 1) ? 1 : 0;
            assertThat(admitted).isLessThanOrEqualTo(allowed);
        }
        assertThat(admitted).as("and hardly fewer").isGreaterThanOrEqualTo(allowed - 5);
    }

    @Test
    void stepForwardAdmitsOneBurstMoreWhichIsPaidBack() {
        long now = script.startMicros;
        script.take(now, script.debit("k", 5, FIVE));
        assertThat(script.take(now + 60 * SECOND, script.debit("k", 5, FIVE)).admitted())
                .isTrue();
        LimitReply back = script.take(now, script.debit("k", 1, FIVE));
        assertThat(back.admitted()).isFalse();
        assertThat(back.buckets().getFirst().retryAfterMs()).hasValue(61_000);
    }

    @Test
    void everyWindowMustHaveRoomAndARefusalTakesNothing() {
        Window second = Window.of(2, Duration.ofSeconds(1), 2);
        Window minute = Window.of(3, Duration.ofMinutes(1), 3);
        long now = script.startMicros;
        assertThat(script.take(now, script.debit("k", 2, second, minute)).admitted())
                .isTrue();
        LimitReply refused = script.take(now, script.debit("k", 1, second, minute));
        assertThat(refused.admitted()).isFalse();
        assertThat(refused.buckets().getFirst().remaining(1)).isEqualTo(1);
        assertThat(refused.buckets().getFirst().retryAfterMs()).hasValue(500);
        assertThat(script.take(now + SECOND, script.debit("k", 1, second, minute))
                        .admitted())
                .isTrue();
        LimitReply minuteIsOut = script.take(now + 2 * SECOND, script.debit("k", 1, second, minute));
        assertThat(minuteIsOut.admitted()).isFalse();
        assertThat(minuteIsOut.buckets().getFirst().remaining(0)).isEqualTo(2);
        assertThat(minuteIsOut.buckets().getFirst().retryAfterMs()).hasValue(18_000);
    }

    @Test
    void combinationTakesFromAllBucketsOrFromNone() {
        Window ten = Window.of(1, Duration.ofMinutes(1), 10);
        long now = script.startMicros;
        for (int i = 0; i < 5; i++) {
            assertThat(script.take(now, script.debit("a", 1, ten), script.debit("b", 1, FIVE))
                            .admitted())
                    .isTrue();
        }
        LimitReply refused = script.take(now, script.debit("a", 1, ten), script.debit("b", 1, FIVE));
        assertThat(refused.admitted()).isFalse();
        assertThat(refused.buckets()).extracting(BucketState::passes).containsExactly(true, false);
        assertThat(refused.buckets()).extracting(BucketState::remaining).containsExactly(5L, 0L);

        LimitReply never = script.take(now + 60 * SECOND, script.debit("a", 6, ten), script.debit("b", 6, FIVE));
        assertThat(never.admitted()).isFalse();
        assertThat(never.buckets()).extracting(BucketState::passes).containsExactly(true, false);
        assertThat(never.buckets().getFirst().remaining())
                .as("nothing is taken")
                .isEqualTo(6);
    }

    @Test
    void bucketThatDoesNotBindIsCountedButRefusesNobody() {
        long now = script.startMicros;
        Window ten = Window.of(1, Duration.ofMinutes(1), 10);
        Debit shadow = new Debit(script.key("shadow"), List.of(FIVE), 3, false);
        assertThat(script.take(now, script.debit("a", 3, ten), shadow).buckets())
                .extracting(BucketState::remaining)
                .containsExactly(7L, 2L);
        LimitReply second = script.take(now, script.debit("a", 3, ten), shadow);
        assertThat(second.admitted()).isTrue();
        assertThat(second.buckets()).extracting(BucketState::passes).containsExactly(true, false);
        assertThat(second.buckets()).extracting(BucketState::remaining).containsExactly(4L, 2L);
        Debit tooMuch = new Debit(script.key("shadow"), List.of(FIVE), 7, false);
        assertThat(script.take(now, script.debit("a", 1, ten), tooMuch).admitted())
                .isTrue();
    }

    @Test
    void lookTakesNothing() {
        long now = script.startMicros;
        for (int i = 0; i < 3; i++) {
            LimitReply look = script.check(now, false, script.debit("k", 5, FIVE));
            assertThat(look.admitted()).isTrue();
            assertThat(look.buckets().getFirst().remaining()).isEqualTo(5);
        }
        assertThat(script.store().exists(script.key("k"))).isZero();
    }

    @Test
    void checksOfOneCallAreDecidedInTheirOrder() {
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            checks.add(new Check(List.of(script.debit("k", 1, FIVE)), true));
            checks.add(new Check(List.of(script.debit("other" + i, 1, FIVE)), true));
        }
        List<LimitReply> replies = script.check(script.startMicros, checks);
        for (int i = 0; i < 8; i++) {
            assertThat(replies.get(2 * i).admitted()).isEqualTo(i < 5);
            assertThat(replies.get(2 * i + 1).admitted()).isTrue();
        }
    }

    @Test
    void keyLivesUntilItsBucketIsFullAndHardlyLonger() {
        long now = System.currentTimeMillis() * MS;
        script.take(now, script.debit("k", 5, Window.of(7, Duration.ofMinutes(1), 7), FIVE));
        long full = 5 * 60_000 / 7 + 1; // the slower of the two windows
        long left = script.store().pttl(script.key("k"));
        long passed = System.currentTimeMillis() - now / MS;
        assertThat(left).isBetween(full - passed - 2, full + 2);
    }

    @Test
    void somethingElseUnderTheKeyCountsAsAFullBucket() {
        script.store().hset(script.key("k"), Map.of(script.key("f"), script.key("v")));
        script.store().set(script.key("text"), "no bucket".getBytes(StandardCharsets.US_ASCII));
        for (String key : List.of("k", "text")) {
            assertThat(script.take(script.startMicros, script.debit(key, 5, FIVE))
                            .admitted())
                    .isTrue();
            assertThat(script.take(script.startMicros, script.debit(key, 1, FIVE))
                            .admitted())
                    .isFalse();
        }
    }

    @Test
    void changedWindowsKeepTheTimeAtWhichTheBucketIsFull() {
        long now = script.startMicros;
        script.take(now, script.debit("k", 7, Window.of(7, Duration.ofSeconds(1), 10)));
        LimitReply slower =
                script.check(now, false, script.debit("k", 1, Window.of(1, Duration.ofSeconds(1), 3), FIVE));
        assertThat(slower.buckets().getFirst().remaining(0)).isEqualTo(2);
        assertThat(slower.buckets().getFirst().remaining(1)).isEqualTo(5);
    }
}
