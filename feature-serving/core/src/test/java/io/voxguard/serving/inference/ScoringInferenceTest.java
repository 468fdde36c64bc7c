package io.voxguard.serving.inference;

import static io.voxguard.serving.feature.Views.feature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.admission.Refusal;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.feature.Views;
import io.voxguard.serving.model.ModelId;
import io.voxguard.serving.pipeline.Degradation;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.StageTimes;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors of entity keys in, tensors of decisions out; the scorer is the test's. */
class ScoringInferenceTest {
    private static final FeatureCatalogue CATALOGUE = new FeatureCatalogue(
            Views.catalogue(Views.packed("stats", 1, Views.CALLER, feature("ratio", ValueType.FLOAT32)))
                    .views(),
            Map.of(),
            List.of(feature("hour", ValueType.INT32)),
            Map.of(),
            Map.of());
    private static final List<String> OUTPUTS =
            List.of("score", "decision", "decided_by", "degraded", "model_version", "error", "reasons");

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private final List<Call> calls = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private Outcome outcome = new Outcome.NotServing("nothing was set");

    @Test
    void rowsBecomeCallsWithTheirFeatures() throws Exception {
        infer(
                OUTPUTS,
                texts("caller", "+14155550100", "100"),
                texts("callee", "200", "112"),
                texts("trunk", "t", ""),
                texts("call_id", "", "c-2"),
                texts("started_at", "2026-03-02T08:15:30+01:00", "2026-03-02T08:15:30Z"),
                floats("hour", 3, Float.NaN),
                floats("stats:ratio", Float.NaN, 0.5f));

        assertThat(calls).hasSize(2);
        assertThat(calls.get(0))
                .isEqualTo(new Call(
                        null, "+14155550100", "200", "t", 1_772_435_730_000L, 3600, Map.of("request:hour", 3f)));
        assertThat(calls.get(1))
                .isEqualTo(new Call("c-2", "100", "112", null, 1_772_439_330_000L, 0, Map.of("stats:ratio", 0.5f)));
    }

    @Test
    void rowWithoutAStartStartsNow() throws Exception {
        infer(OUTPUTS, texts("caller", "100"), texts("callee", "200"));

        assertThat(calls).singleElement().extracting(Call::startedAtMs).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void invalidRowsHaveAnErrorAndTheOthersAreScored() throws Exception {
        answer(0.75f, 0.25f);

        InferOutcome.Answered answered = (InferOutcome.Answered)
                infer(OUTPUTS, texts("caller", "100", "bob", "102"), texts("callee", "200", "201", "202"));

        assertThat(calls).extracting(Call::caller).containsExactly("100", "102");
        assertThat(numbers(answered, 0)).containsExactly(0.75, Double.NaN, 0.25);
        assertThat(texts(answered, 1)).containsExactly("review", "", "allow");
        assertThat(texts(answered, 2)).containsExactly("model", "", "model");
        assertThat(numbers(answered, 3)).containsExactly(0.0, 0.0, 0.0);
        assertThat(texts(answered, 4)).containsExactly("2", "", "2");
        assertThat(texts(answered, 5).get(0)).isEmpty();
        assertThat(texts(answered, 5).get(1))
                .startsWith("caller: expected a number")
                .endsWith("got \"bob\"");
        assertThat(texts(answered, 6)).containsExactly("[]", "", "[]");
        assertThat(answered.version()).isEqualTo("2");
        answered.outputs().forEach(Tensor::close);
    }

    @Test
    void requestWithoutAValidRowIsNotScored() throws Exception {
        InferOutcome.Answered answered =
                (InferOutcome.Answered) infer(List.of("error", "score"), texts("caller", "x"), texts("callee", "200"));

        assertThat(calls).isEmpty();
        assertThat(wanted).isEmpty();
        assertThat(answered.version()).isNull();
        assertThat(answered.outputs()).extracting(Tensor::name).containsExactly("error", "score");
        answered.outputs().forEach(Tensor::close);
    }

    @Test
    void nonFiniteScoreIsAnErrorOfItsRow() throws Exception {
        outcome = answered(List.of(scored(Verdict.unscored(Float.NaN), List.of())));

        InferOutcome.Answered answered =
                (InferOutcome.Answered) infer(List.of("decision", "error"), texts("caller", "1"), texts("callee", "2"));

        assertThat(texts(answered, 0)).containsExactly("");
        assertThat(texts(answered, 1).getFirst()).startsWith("score: expected a finite number of model ");
        answered.outputs().forEach(Tensor::close);
    }

    @Test
    void degradedRowsAreMarked() throws Exception {
        outcome = answered(List.of(scored(verdict(0.5f), List.of(new Degradation("stats", "timed_out")))));

        InferOutcome.Answered answered =
                (InferOutcome.Answered) infer(List.of("degraded"), texts("caller", "1"), texts("callee", "2"));

        assertThat(numbers(answered, 0)).containsExactly(1.0);
        answered.outputs().forEach(Tensor::close);
    }

    @Test
    void rowsOfDifferentVersionsYieldNoCommonVersion() throws Exception {
        Scored one = scored(verdict(0.5f), List.of());
        Scored other =
                new Scored(new ModelId("m", "3"), one.call(), one.verdict(), null, 0, 0, 0, List.of(), List.of());
        outcome = answered(List.of(one, other));

        InferOutcome.Answered answered = (InferOutcome.Answered)
                infer(List.of("model_version"), texts("caller", "1", "2"), texts("callee", "2", "3"));

        assertThat(answered.version()).isNull();
        assertThat(texts(answered, 0)).containsExactly("2", "3");
    }

    @Test
    void reasonsAreComputedOnlyOnRequest() throws Exception {
        answer(0.5f);
        infer(List.of("score"), texts("caller", "1"), texts("callee", "2"));
        infer(List.of("reasons", "score"), texts("caller", "1"), texts("callee", "2"));

        assertThat(wanted).containsExactly(Wanted.NOTHING, Wanted.REASONS);
    }

    @Test
    void otherOutcomesArePassedOn() throws Exception {
        Refusal full = new Refusal.Full(3, Duration.ofSeconds(1));
        outcome = new Outcome.Refused(full);
        assertThat(infer(OUTPUTS, texts("caller", "1"), texts("callee", "2")))
                .isEqualTo(new InferOutcome.Refused(full));

        outcome = new Outcome.NotServing("unloaded");
        assertThat(infer(OUTPUTS, texts("caller", "1"), texts("callee", "2")))
                .isEqualTo(new InferOutcome.NotServing("unloaded"));

        outcome = new Outcome.OutOfTime(
                List.of(new Degradation("stats", "timed_out"), new Degradation("load", "timed_out")));
        assertThat(infer(OUTPUTS, texts("caller", "1"), texts("callee", "2")))
                .isEqualTo(new InferOutcome.OutOfTime("stats timed_out, load timed_out"));
    }

    @Test
    void textThatIsNotUtf8IsAnErrorOfItsRow() throws Exception {
        Tensor callee = Tensor.ofStrings("callee", Shape.of(1), List.of(new byte[] {(byte) 0xff}));

        InferOutcome.Answered answered = (InferOutcome.Answered) infer(List.of("error"), texts("caller", "1"), callee);

        assertThat(texts(answered, 0)).containsExactly("callee: expected text in UTF-8, got other bytes");
    }

    @Test
    void columnsMayHaveASecondDimensionOfOne() {
        Tensor column = Tensor.ofStrings("caller", Shape.of(2, 1), List.of(utf8("1"), utf8("2")));

        assertThatCode(() -> check(column, texts("callee", "1", "2"))).doesNotThrowAnyException();
    }

    @Test
    void wrongTensorsAreNamed() {
        assertRefused("input \"callee\"", texts("caller", "1"));
        assertRefused("input \"caller\"", texts("callee", "1"));
        assertRefused("input \"caller\"", texts("caller", "1"), texts("caller", "1"), texts("callee", "1"));
        assertRefused("input \"colour\"", texts("caller", "1"), texts("callee", "1"), texts("colour", "red"));
        assertRefused("input \"callee\"", texts("caller", "1", "2"), texts("callee", "1"));
        assertRefused("input \"hour\"", texts("caller", "1"), texts("callee", "1"), texts("hour", "3"));
        assertRefused("input \"caller\"", floats("caller", 1), texts("callee", "1"));
        assertRefused(
                "input \"caller\"",
                Tensor.ofStrings("caller", Shape.of(1, 2), List.of(utf8("1"), utf8("2"))),
                texts("callee", "1"));
        assertRefused(
                "input \"caller\"", Tensor.ofStrings("caller", Shape.of(), List.of(utf8("1"))), texts("callee", "1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void requestWithMoreRowsThanTheLimitIsRefused(int maxCalls) {
        InferRequest two = request(texts("caller", "1", "2"), texts("callee", "1", "2"));

        if (maxCalls == 2) {
            assertThatCode(() -> ScoringInference.check(two, CATALOGUE, maxCalls))
                    .doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> ScoringInference.check(two, CATALOGUE, maxCalls))
                    .isInstanceOf(Refused.class)
                    .hasMessage("input \"caller\": expected at most 1 rows, got 2");
        }
    }

    @Test
    void rowsOfARequestAreTheFirstDimensionOfItsFirstInput() {
        assertThat(request(texts("caller", "1", "2", "3")).rows()).isEqualTo(3);
        assertThat(request(Tensor.ofStrings("x", Shape.of(), List.of(utf8("1"))))
                        .rows())
                .isEqualTo(1);
        assertThat(request().rows()).isEqualTo(1);
    }

    @Test
    void descriptionWithOneParameterMoreKeepsTheOthers() {
        ModelDescription plain = new ModelDescription(
                "onnx", List.of(), List.of(), java.util.Set.of(), Map.of(), Map.of("kind", "plain"));

        assertThat(plain.with("shadow", "3").parameters()).isEqualTo(Map.of("kind", "plain", "shadow", "3"));
        assertThat(plain.parameters()).isEqualTo(Map.of("kind", "plain"));
        assertThat(plain.outputNames()).isEmpty();
    }

    private static void assertRefused(String field, Tensor... tensors) {
        assertThatThrownBy(() -> check(tensors)).isInstanceOfSatisfying(Refused.class, invalid -> assertThat(
                        invalid.problem().field())
                .isEqualTo(field));
    }

    private static void check(Tensor... tensors) throws Refused {
        ScoringInference.check(request(tensors), CATALOGUE, 100);
    }

    private InferOutcome infer(List<String> outputs, Tensor... tensors) throws Refused {
        try (InferRequest request = request(tensors)) {
            ScoringInference.check(request, CATALOGUE, 100);
            Scorer scorer = (some, budget, asked, scoring) -> {
                calls.addAll(some);
                wanted.add(asked);
                return CompletableFuture.completedStage(outcome);
            };
            return ScoringInference.infer(
                            request,
                            outputs,
                            CATALOGUE,
                            scorer,
                            Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos(), Duration.ofMinutes(1), false),
                            Runnable::run,
                            () -> NOW)
                    .toCompletableFuture()
                    .join();
        }
    }

    private static InferRequest request(Tensor... tensors) {
        return new InferRequest(null, List.of(tensors), List.of(), null, false);
    }

    private void answer(float... scores) {
        List<Scored> scored = new ArrayList<>();
        for (float score : scores) {
            scored.add(scored(verdict(score), List.of()));
        }
        outcome = answered(scored);
    }

    private static Outcome answered(List<Scored> scored) {
        return new Outcome.Answered(scored, new StageTimes(0, 0, 0, 0, 0));
    }

    private static Scored scored(Verdict verdict, List<Degradation> degraded) {
        return new Scored(
                new ModelId("m", "2"),
                new Call(null, "1", "2", null, 0, 0, Map.of()),
                verdict,
                null,
                0,
                0,
                0,
                degraded,
                List.of());
    }

    private static Verdict verdict(float score) {
        Decision decision = score >= 0.5f ? Decision.REVIEW : Decision.ALLOW;
        return new Verdict(
                score,
                decision,
                decision,
                DecisionPolicy.DEFAULT.decide(decision, decision, false, false, null),
                List.of());
    }

    private static Tensor texts(String name, String... texts) {
        return Tensor.ofStrings(
                name,
                Shape.of(texts.length),
                Arrays.stream(texts).map(ScoringInferenceTest::utf8).toList());
    }

    private static Tensor floats(String name, float... values) {
        ByteBuf data = Tensor.memory(4 * values.length);
        for (float value : values) {
            data.writeFloatLE(value);
        }
        return Tensor.of(name, DataType.FP32, Shape.of(values.length), data);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Double> numbers(InferOutcome.Answered answered, int output) {
        List<Double> numbers = new ArrayList<>();
        Tensor tensor = answered.outputs().get(output);
        for (int i = 0; i < tensor.elements(); i++) {
            numbers.add(tensor.number(i));
        }
        return numbers;
    }

    private static List<String> texts(InferOutcome.Answered answered, int output) {
        List<String> texts = new ArrayList<>();
        Tensor tensor = answered.outputs().get(output);
        for (int i = 0; i < tensor.elements(); i++) {
            texts.add(tensor.text(i));
        }
        return texts;
    }

    /** What is wrong with a row, as its caller reads it. */
    @Test
    void errorOfARowIsTheProblemsMessage() {
        @Nullable
        Problem error =
                scored(Verdict.unscored(Float.POSITIVE_INFINITY), List.of()).error();

        assertThat(Objects.requireNonNull(error).got()).isEqualTo("Infinity");
        assertThat(scored(verdict(0.1f), List.of()).error()).isNull();
    }
}
