package io.voxguard.serving.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.problem.Problem;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.decisionlog.DecisionRecord;
import io.voxguard.serving.explain.Attribution;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.time.Ticker;
import java.nio.FloatBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that gives NaN or infinity for a call decides nothing about it; the calls beside it are decided. */
class UnscoredCallTest {
    private final List<DecisionRecord> recorded = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void nonFiniteScoreIsAnErrorOfThatCallOnly(float odd) throws Exception {
        Outcome.Answered answer = score(new OddModel(ModelFolder.load(ShippedModels.mlp()), odd, 0), 3);
        Scored first = answer.calls().get(0);
        assertThat(first.error()).isNull();
        assertThat(first.decision()).isNotNull();
        Scored unscored = answer.calls().get(1);
        assertThat(unscored.error())
                .extracting(Problem::message)
                .asString()
                .contains("score", "finite", String.valueOf(odd));
        assertThatThrownBy(unscored::decision).isInstanceOf(IllegalStateException.class);
        assertThat(answer.calls().get(2).error()).isNull();
        assertThat(recorded).hasSize(2).allSatisfy(record -> assertThat(record.score())
                .isFinite());
    }

    @Test
    void nonFiniteContributionsAreNotReasons() throws Exception {
        Outcome.Answered answer = score(new OddModel(ModelFolder.load(ShippedModels.mlp()), 0.5f, Float.NaN), 2);
        assertThat(answer.calls().get(1).verdict().reasons())
                .isNotEmpty()
                .allSatisfy(reason -> assertThat(reason.contribution()).isFinite());
    }

    private Outcome.Answered score(Model model, int calls) throws Exception {
        try (model) {
            ScoringPipeline pipeline = new ScoringPipeline(
                    model,
                    new PipelineEnvironment(
                            ShippedModels.catalogue(),
                            ShippedModels.ranges(),
                            new OnlineFeatures(new FakeStore(), NearCache.none()),
                            CurrentRules.OFF,
                            new DecisionLog() {
                                @Override
                                public boolean wants() {
                                    return true;
                                }

                                @Override
                                public void add(DecisionRecord scored) {
                                    recorded.add(scored);
                                }
                            },
                            PipelineEvents.NONE,
                            PolicyOptions.DEFAULT,
                            Clock.systemUTC(),
                            Ticker.SYSTEM));
            Call call = new Call("id", "+14155550100", "+14155550199", null, 1_772_439_330_000L, 0, Map.of());
            List<Call> all = java.util.Collections.nCopies(calls, call);
            Budget budget = Budget.startedAt(System.nanoTime(), Duration.ofSeconds(10), false);
            Wanted wanted = new Wanted(Wanted.Reasons.ALL, false, false);
            return (Outcome.Answered) pipeline.score(all, budget, wanted, Runnable::run)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
    }

    /** A model whose second row has an odd score, and whose first contribution is odd. */
    private record OddModel(Model of, float score, float contribution) implements Model {
        @Override
        public Manifest manifest() {
            return of.manifest();
        }

        @Override
        public Attribution attribution() {
            return new Attribution() {
                @Override
                public String method() {
                    return "odd";
                }

                @Override
                public void of(FloatBuffer inputs, int row, float[] contributions) {
                    contributions[0] = contribution;
                    contributions[1] = Float.NEGATIVE_INFINITY;
                    contributions[2] = 0.25f;
                }
            };
        }

        @Override
        public ModelRun begin(int rows) {
            ModelRun run = of.begin(rows);
            return new ModelRun() {
                @Override
                public FloatBuffer inputs() {
                    return run.inputs();
                }

                @Override
                public void run() {
                    run.run();
                }

                @Override
                public float score(int row) {
                    return row == 1 ? score : run.score(row);
                }

                @Override
                public void close() {
                    run.close();
                }
            };
        }

        @Override
        public void close() {
            of.close();
        }
    }
}
