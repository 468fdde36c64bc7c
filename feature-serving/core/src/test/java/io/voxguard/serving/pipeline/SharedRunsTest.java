package io.voxguard.serving.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.explain.Attribution;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.time.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedRunsTest {
    private static final long NOW = 1_772_439_330_000L;
    private static final Duration PLENTY = Duration.ofSeconds(10);

    private final DefaultEventExecutor loop = new DefaultEventExecutor();
    private final Counted model = new Counted(ModelFolder.load(ShippedModels.mlp()));
    private final ScoringPipeline pipeline = new ScoringPipeline(
            model,
            new PipelineEnvironment(
                    ShippedModels.catalogue(),
                    ShippedModels.ranges(),
                    new OnlineFeatures(new FakeStore(), NearCache.none(), Ticker.SYSTEM),
                    CurrentRules.OFF,
                    DecisionLog.OFF,
                    DecidedCallSink.NONE,
                    PipelineEvents.NONE,
                    PolicyOptions.DEFAULT,
                    Clock.systemUTC(),
                    Ticker.SYSTEM));

    /** A model that remembers how many rows it was run on. */
    private record Counted(Model of, List<Integer> runs) implements Model {
        Counted(Model of) {
            this(of, new ArrayList<>());
        }

        @Override
        public Manifest manifest() {
            return of.manifest();
        }

        @Override
        public Attribution attribution() {
            return of.attribution();
        }

        @Override
        public ModelRun begin(int rows) {
            runs.add(rows);
            return of.begin(rows);
        }

        @Override
        public void close() {
            of.close();
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
        model.close();
    }

    @Test
    void requestsThatShareARunHaveTheSameScoresAsAlone() throws Exception {
        List<Float> alone = new ArrayList<>();
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            alone.add(score(get(pipeline.score(List.of(call(i)), budget(), Wanted.NOTHING, Runnable::run))));
            asked.add(new Asked(call(i), budget()));
        }
        assertThat(alone).doesNotHaveDuplicates();
        model.runs.clear();
        List<CompletableFuture<Outcome>> together = inOneTurn(asked);
        for (int i = 0; i < 24; i++) {
            assertThat(score(get(together.get(i)))).isCloseTo(alone.get(i), offset(1e-6f));
        }
        assertThat(model.runs).containsExactly(24);
    }

    @Test
    void requestThatFailsTheRunFailsAlone() throws Exception {
        Call poisoned = new Call("id", "+14155550100", "+14155550199", null, NOW, 0, new AbstractMap<>() {
            @Override
            public Set<Entry<String, Float>> entrySet() {
                throw new IllegalStateException("poison");
            }
        });
        List<CompletableFuture<Outcome>> answers = inOneTurn(
                List.of(new Asked(call(1), budget()), new Asked(poisoned, budget()), new Asked(call(2), budget())));
        assertThat(get(answers.get(0))).isInstanceOf(Outcome.Answered.class);
        assertThat(answers.get(1))
                .failsWithin(PLENTY)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .withMessage("poison");
        assertThat(get(answers.get(2))).isInstanceOf(Outcome.Answered.class);
    }

    @Test
    void requestThatFailsBeforeTheRunLeavesTheOthersAnswered() throws Exception {
        Budget poisoned = budget().until(() -> {
            throw new IllegalStateException("poison");
        });
        List<CompletableFuture<Outcome>> answers = inOneTurn(
                List.of(new Asked(call(1), budget()), new Asked(call(2), poisoned), new Asked(call(3), budget())));
        assertThat(get(answers.get(0))).isInstanceOf(Outcome.Answered.class);
        assertThat(answers.get(1))
                .failsWithin(PLENTY)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .withMessage("poison");
        assertThat(get(answers.get(2))).isInstanceOf(Outcome.Answered.class);
    }

    @Test
    void requestOnAnEventLoopThatIsShutDownFails() throws Exception {
        DefaultEventExecutor ended = new DefaultEventExecutor();
        ended.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
        assertThat(pipeline.score(List.of(call(1)), budget(), Wanted.NOTHING, ended)
                        .toCompletableFuture())
                .failsWithin(PLENTY)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void abandonedRequestTakesNoPlaceInARun() throws Exception {
        List<CompletableFuture<Outcome>> answers = inOneTurn(List.of(
                new Asked(call(1), budget().until(() -> true)),
                new Asked(
                        call(2),
                        Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos() - 2_000_000, Duration.ofMillis(1), true)),
                new Asked(call(3), budget())));
        assertThat(get(answers.get(0))).isEqualTo(new Outcome.OutOfTime(List.of(Degradation.ABANDONED)));
        assertThat(get(answers.get(1))).isInstanceOf(Outcome.OutOfTime.class);
        assertThat(get(answers.get(2))).isInstanceOf(Outcome.Answered.class);
        assertThat(model.runs).containsExactly(1);
    }

    @Test
    void runHoldsAtMostMaxRows() throws Exception {
        List<Asked> many = new ArrayList<>();
        for (int i = 0; i < SharedRuns.MAX_ROWS + 44; i++) {
            many.add(new Asked(call(i % 24), budget()));
        }
        for (CompletableFuture<Outcome> answer : inOneTurn(many)) {
            assertThat(get(answer)).isInstanceOf(Outcome.Answered.class);
        }
        assertThat(model.runs).containsExactly(SharedRuns.MAX_ROWS, 44);
    }

    private record Asked(Call call, Budget budget) {}

    private List<CompletableFuture<Outcome>> inOneTurn(List<Asked> asked) throws Exception {
        return loop.submit(() -> asked.stream()
                        .map(one -> pipeline.score(List.of(one.call), one.budget, Wanted.NOTHING, loop)
                                .toCompletableFuture())
                        .toList())
                .get(10, TimeUnit.SECONDS);
    }

    private static Outcome get(java.util.concurrent.CompletionStage<Outcome> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static float score(Outcome outcome) {
        return ((Outcome.Answered) outcome).calls().getFirst().verdict().score();
    }

    /** Calls whose scores differ. */
    private static Call call(int number) {
        Map<String, Float> overrides =
                Map.of("caller_velocity:calls_1h", (float) number, "request:hour", (float) (number % 24));
        return new Call("id", "+14155550100", "+14155550199", "trunk-1", NOW, 0, overrides);
    }

    private static Budget budget() {
        return Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos(), PLENTY, false);
    }
}
