package io.voxguard.serving.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.serving.call.Call;
import io.voxguard.store.LimitReply;
import io.voxguard.store.Limits;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.limit.BucketState;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Window;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitChecksTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Window WINDOW = Window.of(1, Duration.ofSeconds(1), 5);

    private final KnownBuckets store = new KnownBuckets();
    private final List<LimitVerdict> observed = new ArrayList<>();
    private final LimitChecks checks = new LimitChecks(store, observed::add);

    /** A store whose buckets are empty or full as a test says. */
    private static final class KnownBuckets implements Limits {
        private final Set<String> empty = new HashSet<>();
        private final List<Check> asked = new ArrayList<>();
        private final List<String> reset = new ArrayList<>();
        private StoreOutcome outcome = StoreOutcome.DONE;

        @Override
        public CompletionStage<List<LimitReply>> check(List<Check> checks, Duration limit) {
            asked.addAll(checks);
            return CompletableFuture.completedStage(
                    checks.stream().map(this::reply).toList());
        }

        private LimitReply reply(Check check) {
            if (outcome != StoreOutcome.DONE) {
                return LimitReply.unanswered(outcome);
            }
            List<BucketState> states = check.debits().stream()
                    .map(debit -> {
                        boolean passes = !empty.contains(text(debit.key()));
                        return new BucketState(debit, passes, 0, new long[] {passes ? 0 : 5_000_000, 0});
                    })
                    .toList();
            boolean admitted = states.stream()
                    .allMatch(state -> state.passes() || !state.debit().binds());
            return new LimitReply(outcome, admitted, states);
        }

        @Override
        public CompletionStage<StoreOutcome> reset(List<byte[]> keys, Duration limit) {
            keys.forEach(key -> reset.add(text(key)));
            return CompletableFuture.completedStage(outcome);
        }

        List<String> keys() {
            return asked.stream()
                    .flatMap(check -> check.debits().stream())
                    .map(debit -> text(debit.key()))
                    .toList();
        }
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    private static RateLimit limit(String name, Per per, String... combineWith) {
        return new RateLimit(name, per, List.of(WINDOW), List.of(combineWith), false, true, 100);
    }

    private static RateLimit shadow(String name, Per per) {
        return new RateLimit(name, per, List.of(WINDOW), List.of(), true, false, 100);
    }

    private static RateLimit closed(String name, Per per) {
        return new RateLimit(name, per, List.of(WINDOW), List.of(), false, false, 10);
    }

    private LimitVerdict consume(RateLimits limits, String name, Subject subject) {
        LimitGroup group = limits.find(name).orElseThrow();
        return checks.consume(List.of(new LimitRequest(group, subject, 2)), LIMIT)
                .toCompletableFuture()
                .join()
                .getFirst();
    }

    private static final Subject SUBJECT = new Subject("+14155550100", "112", "t-1", "any {key}");

    @Test
    void bucketsAreNamedByTheirParts() {
        for (Per per : Per.values()) {
            consume(RateLimits.of(List.of(limit("l", per))), "l", SUBJECT);
        }
        assertThat(store.keys())
                .containsExactly(
                        "limit:{+14155550100}:l",
                        "limit:{112}:l",
                        "limit:{t-1}:l",
                        "limit:{+14155550100|112}:l",
                        "limit:{any {key}}:l");
    }

    @Test
    void combinedLimitsAreAskedTogetherAndTheFirstThatBindsIsNamed() {
        RateLimits limits = RateLimits.of(
                List.of(limit("a", Per.CALLER, "watched", "b"), limit("b", Per.TRUNK), shadow("watched", Per.CALLEE)));
        assertThat(limits.find("a").orElseThrow().parts()).containsExactly(Part.CALLER, Part.CALLEE, Part.TRUNK);
        store.empty.add("limit:{112}:watched");

        LimitVerdict onlyShadow = consume(limits, "a", SUBJECT);
        assertThat(onlyShadow.allowed()).isTrue();
        assertThat(onlyShadow.shadowRefused()).isTrue();
        assertThat(onlyShadow.refusedBy()).extracting(RateLimit::name).isEqualTo("watched");
        assertThat(onlyShadow.remaining()).as("of the limits that bind").hasValue(5);

        store.empty.add("limit:{t-1}:b");
        LimitVerdict refused = consume(limits, "a", SUBJECT);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.refusedBy()).extracting(RateLimit::name).isEqualTo("b");
        assertThat(refused.remaining()).hasValue(0);
        assertThat(refused.retryAfterMs()).hasValue(2_000);
        assertThat(refused.resetAfterMs()).hasValue(5_000);
        assertThat(observed).containsExactly(onlyShadow, refused);
    }

    @Test
    void limitInShadowModeDoesNotPutOffTheTimeOfTheNextTry() {
        RateLimit watched = new RateLimit(
                "watched", Per.CALLEE, List.of(Window.of(1, Duration.ofHours(1), 1)), List.of(), true, true, 100);
        RateLimits limits = RateLimits.of(List.of(limit("a", Per.CALLER, "watched"), watched));
        store.empty.add("limit:{112}:watched");
        assertThat(consume(limits, "a", SUBJECT).retryAfterMs())
                .as("a cost of 2 never passes")
                .isEmpty();
        store.empty.add("limit:{+14155550100}:a");
        LimitVerdict refused = consume(limits, "a", SUBJECT);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.retryAfterMs()).hasValue(2_000);
    }

    @Test
    void storeThatIsAwayAllowsUnlessALimitThatBindsSaysOtherwise() {
        RateLimits limits = RateLimits.of(List.of(
                limit("open", Per.KEY),
                closed("closed", Per.KEY),
                limit("both", Per.KEY, "closed"),
                limit("beside-a-shadow", Per.KEY, "shadow"),
                shadow("shadow", Per.KEY)));
        store.outcome = StoreOutcome.TIMED_OUT;
        Map.of("open", true, "closed", false, "both", false, "beside-a-shadow", true, "shadow", true)
                .forEach((name, allowed) -> {
                    LimitVerdict verdict = consume(limits, name, SUBJECT);
                    assertThat(verdict.allowed()).as(name).isEqualTo(allowed);
                    assertThat(verdict.degraded()).isTrue();
                    assertThat(verdict.remaining()).isEmpty();
                    assertThat(verdict.retryAfterMs()).isEmpty();
                });
    }

    @Test
    void smallestOfTheLargestCostsCounts() {
        RateLimits limits = RateLimits.of(List.of(limit("both", Per.KEY, "closed"), closed("closed", Per.KEY)));
        assertThat(limits.find("both").orElseThrow().maxCost()).isEqualTo(10);
    }

    @Test
    void peekIsNotObservedAndAsksTheStoreToTakeNothing() {
        LimitGroup group = RateLimits.of(List.of(limit("l", Per.KEY))).find("l").orElseThrow();
        checks.peek(List.of(new LimitRequest(group, SUBJECT, 1)), LIMIT)
                .toCompletableFuture()
                .join();
        assertThat(observed).isEmpty();
        assertThat(store.asked.getFirst().takes()).isFalse();
    }

    @Test
    void resetFillsTheBucketsOfTheLimitAlone() {
        RateLimits limits = RateLimits.of(List.of(limit("a", Per.CALLER, "b"), limit("b", Per.TRUNK)));
        checks.reset(limits.find("a").orElseThrow(), List.of(SUBJECT), LIMIT);
        assertThat(store.reset).containsExactly("limit:{+14155550100}:a");
    }

    @Test
    void limitsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> RateLimits.of(List.of(limit("a", Per.CALLER, "b"))))
                .hasMessage("a.combine-with: expected some of [a], got \"b\"");
        assertThatThrownBy(() -> limit("a", Per.CALLER, "a")).hasMessageStartingWith("combine-with: expected other");
        assertThatThrownBy(() -> limit("a", Per.CALLER, "b", "b"))
                .hasMessageStartingWith("combine-with: expected other");
        assertThatThrownBy(() -> limit("a:b", Per.CALLER)).hasMessageStartingWith("name: expected");
        assertThatThrownBy(() -> new RateLimit("a", Per.KEY, List.of(), List.of(), false, true, 1))
                .hasMessage("windows: expected 1 to 8, got 0");
        assertThatThrownBy(() -> new RateLimit("a", Per.KEY, List.of(WINDOW), List.of(), false, true, 1L << 53))
                .hasMessageStartingWith("max-cost: expected 1 to 9007199254740991");
    }

    // ---- calls ----

    private static Call call(String callee, @Nullable String trunk) {
        return new Call(null, "+14155550100", callee, trunk, 0, 0, Map.of());
    }

    @Test
    void callsAreAskedForByTheLimitsThatApplyToThem() {
        RateLimits limits =
                RateLimits.of(List.of(limit("a", Per.CALLER, "b"), limit("b", Per.TRUNK), limit("trunks", Per.TRUNK)));
        CallLimits calls = CallLimits.of(List.of("a", "b"), limits, checks);
        store.empty.add("limit:{t-2}:b");

        CallVerdicts verdicts = calls.consume(
                        List.of(call("1", "t-1"), call("1", null), call("112", "t-1"), call("1", "t-2")),
                        call -> call.callee().equals("112"),
                        LIMIT)
                .toCompletableFuture()
                .join();

        assertThat(store.keys())
                .containsExactly(
                        "limit:{+14155550100}:a",
                        "limit:{t-1}:b",
                        "limit:{+14155550100}:a",
                        "limit:{+14155550100}:a",
                        "limit:{t-2}:b");
        assertThat(IntStream.range(0, 4).mapToObj(verdicts::of))
                .extracting(verdict -> verdict == null ? "not asked" : verdict.allowed())
                .containsExactly(true, true, "not asked", false);
        assertThat(verdicts.anyDegraded()).isFalse();
        store.asked.clear();
        CallLimits trunks = CallLimits.of(List.of("trunks"), limits, checks);
        assertThat(trunks.consume(List.of(call("1", null)), call -> false, LIMIT)
                        .toCompletableFuture()
                        .join()
                        .of(0))
                .isNull();
        assertThat(store.asked).isEmpty();
    }

    @Test
    void callsCannotBeLimitedByAnUnknownLimitOrByAKey() {
        RateLimits limits = RateLimits.of(List.of(limit("k", Per.KEY)));
        assertThatThrownBy(() -> CallLimits.of(List.of("x"), limits, checks))
                .hasMessage("expected some of [k], got \"x\"");
        assertThatThrownBy(() -> CallLimits.of(List.of("k"), limits, checks)).hasMessageContaining("which is per key");
        assertThat(CallLimits.of(List.of(), limits, checks).isOff()).isTrue();
    }

    @Test
    void callsCannotBeLimitedByTwoLimitsWhoseFeaturesHaveOneName() {
        RateLimits limits = RateLimits.of(List.of(limit("a-b", Per.CALLER), limit("a_b", Per.CALLER)));
        assertThatThrownBy(() -> CallLimits.of(List.of("a-b", "a_b"), limits, checks))
                .hasMessage("expected names that differ in more than - and _, got \"a-b\" and \"a_b\"");
        assertThat(CallLimits.of(List.of("a-b"), limits, checks).identifiers()).containsExactly("a_b");
    }
}
