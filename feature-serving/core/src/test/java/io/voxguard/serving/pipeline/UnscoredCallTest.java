package io.voxguard.serving.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.problem.Problem;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.explain.Attribution;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that gives NaN or infinity for a call decides nothing about it; the calls beside it are decided. */
class UnscoredCallTest {
    private final PipelineFixture fixture = new PipelineFixture();

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void nonFiniteScoreIsAnErrorOfThatCallOnly(float odd) {
        List<Scored> answer = score(new OddModel(ModelFolder.load(ShippedModels.mlp()), odd, 0), 3);
        Scored first = answer.get(0);
        assertThat(first.error()).isNull();
        assertThat(first.decision()).isNotNull();
        Scored unscored = answer.get(1);
        assertThat(unscored.error())
                .extracting(Problem::message)
                .asString()
                .contains("score", "finite", String.valueOf(odd));
        assertThatThrownBy(unscored::decision).isInstanceOf(IllegalStateException.class);
        assertThat(answer.get(2).error()).isNull();
        assertThat(fixture.decided).containsExactly(first, answer.get(2));
        assertThat(fixture.log).hasSize(2).allSatisfy(record -> assertThat(record.score())
                .isFinite());
    }

    @Test
    void nonFiniteContributionsAreNotReasons() {
        List<Scored> answer = score(new OddModel(ModelFolder.load(ShippedModels.mlp()), 0.5f, Float.NaN), 2);
        assertThat(answer.get(1).verdict().reasons())
                .isNotEmpty()
                .allSatisfy(reason -> assertThat(reason.contribution()).isFinite());
    }

    private List<Scored> score(Model model, int calls) {
        try (model) {
            return PipelineFixture.score(
                    fixture.pipeline(model),
                    Collections.nCopies(calls, PipelineFixture.call("+14155550100", Map.of())),
                    PipelineFixture.plenty(),
                    new Wanted(Wanted.Reasons.ALL, false, false));
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
