package io.voxguard.serving.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.limit.CallLimits;
import io.voxguard.serving.limit.LimitChecks;
import io.voxguard.serving.limit.Per;
import io.voxguard.serving.limit.RateLimit;
import io.voxguard.serving.limit.RateLimits;
import io.voxguard.store.LimitReply;
import io.voxguard.store.Limits;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.limit.BucketState;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The outcome of limits as a feature of the calls that took their tokens. */
class LimitFeatureTest {
    private static final Window WINDOW = Window.of(1, Duration.ofSeconds(1), 5);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private StoreOutcome outcome = StoreOutcome.DONE;

    /** Per caller there is room for three more, per trunk for none. */
    private final class Buckets implements Limits {
        @Override
        public CompletionStage<List<LimitReply>> check(List<Check> checks, Duration limit) {
            return CompletableFuture.completedStage(checks.stream()
                    .map(check -> outcome == StoreOutcome.DONE
                            ? new LimitReply(
                                    outcome,
                                    true,
                                    List.of(
                                                    new long[] {2_000_000, 0
                                                    }, // full again in 2 s: two of five are taken
                                                    new long[] {5_000_000, 0})
                                            .subList(0, check.debits().size())
                                            .stream()
                                            .map(times -> new BucketState(
                                                    check.debits().getFirst(), times[0] == 2_000_000, 0, times))
                                            .toList())
                            : LimitReply.unanswered(outcome))
                    .toList());
        }

        @Override
        public CompletionStage<StoreOutcome> reset(List<byte[]> keys, Duration limit) {
            throw new UnsupportedOperationException();
        }
    }

    private static RateLimit shadow(String name, Per per) {
        return new RateLimit(name, per, List.of(WINDOW), List.of(), true, true, 100);
    }

    private static Call call(String callee, @Nullable String trunk) {
        return new Call(null, "+14155550100", callee, trunk, 0, 0, Map.of());
    }

    private float value(String feature, Call call) {
        RateLimits limits = RateLimits.of(List.of(shadow("per-caller", Per.CALLER), shadow("busy", Per.TRUNK)));
        CallLimits calls =
                CallLimits.of(List.of("per-caller", "busy"), limits, new LimitChecks(new Buckets(), verdict -> {}));
        FeatureRows rows = new FeatureRows(new ReadPlan(List.of(), view -> false, Set.of()), 1, 0)
                .with(calls.consume(List.of(call), one -> one.callee().equals("112"), LIMIT)
                        .toCompletableFuture()
                        .join());
        return RequestValue.named(feature).of(call, ShippedModels.ranges(), rows, 0);
    }

    @Test
    void eachLimitSaysWhetherItIsExceededAndWhatRemains() {
        Call call = call("+442071838750", "t-1");
        assertThat(value("limit_per_caller_exceeded", call)).isZero();
        assertThat(value("limit_per_caller_remaining", call)).isEqualTo(3);
        assertThat(value("limit_busy_exceeded", call)).isEqualTo(1);
        assertThat(value("limit_busy_remaining", call)).isZero();
    }

    @Test
    void limitThatWasNotAskedAboutACallHasNoValue() {
        assertThat(value("limit_per_caller_exceeded", call("112", "t-1"))).isNaN();
        assertThat(value("limit_busy_exceeded", call("+442071838750", null))).isNaN();
        assertThat(value("limit_per_caller_remaining", call("+442071838750", null)))
                .isEqualTo(3);
    }

    @Test
    void limitHasNoValueWhileTheStoreDoesNotAnswer() {
        outcome = StoreOutcome.TIMED_OUT;
        assertThat(value("limit_per_caller_exceeded", call("+442071838750", "t-1")))
                .isNaN();
        assertThat(value("limit_per_caller_remaining", call("+442071838750", "t-1")))
                .isNaN();
    }

    @Test
    void requestThatNoLimitIsAskedAboutHasNoValue() {
        FeatureRows rows = new FeatureRows(new ReadPlan(List.of(), view -> false, Set.of()), 1, 0);
        assertThat(RequestValue.named("limit_busy_exceeded")
                        .of(call("+442071838750", "t-1"), ShippedModels.ranges(), rows, 0))
                .isNaN();
    }

    @Test
    void nameOfALimitMayLookLikeAnOutcome() {
        assertThat(RequestValue.named("limit_a_remaining_exceeded"))
                .isEqualTo(new LimitFeature("a_remaining", LimitFeature.Outcome.EXCEEDED));
        assertThat(LimitFeature.named("limit_exceeded")).isNull();
        assertThat(LimitFeature.named("limit_a_refused")).isNull();
    }
}
