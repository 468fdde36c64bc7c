package io.voxguard.serving.routing;

import static io.voxguard.serving.repository.RepositoryFixture.NAME;
import static io.voxguard.serving.repository.RepositoryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.admission.Refusal;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.onnx.file.TensorModels;
import io.voxguard.serving.repository.ModelRepository;
import io.voxguard.serving.repository.RepositoryEvents;
import io.voxguard.serving.repository.RepositoryFixture;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.versions.VersionStats;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceTest {
    @TempDir
    Path folder;

    private RepositoryFixture fixture;
    private final DirectExecutor shadowThread = new DirectExecutor();
    private final DirectExecutor workers = new DirectExecutor();
    private final List<InferOutcome> outcomes = new ArrayList<>();
    private final List<Boolean> kindsAsked = new ArrayList<>();
    private Supplier<FeatureCatalogue> catalogue = ShippedModels::catalogue;
    private Duration allowed = Duration.ofSeconds(10);
    private boolean isOpen;

    @BeforeEach
    void createFixture() throws IOException {
        fixture = new RepositoryFixture(folder);
    }

    @AfterEach
    void close() {
        for (InferOutcome outcome : outcomes) {
            if (outcome instanceof InferOutcome.Answered answer) {
                Tensor.closeAll(answer.outputs());
            }
        }
        fixture.close();
    }

    @Test
    void plainModelAnswersAndIsReleased() {
        fixture.addPlainVersion("1", "Neg");
        assertThat(first(infer(NAME, null, request("key", "y")))).isEqualTo(-2);
        assertThat(stats().succeeded()).isEqualTo(1);
        assertThat(fixture.uses("1")).isZero();
        assertThat(kindsAsked).containsExactly(false);
    }

    @Test
    void requestMayNameAVersionOtherThanThePolicys() {
        fixture.addPlainVersion("1", "Neg");
        fixture.addPlainVersion("2", "Abs");
        assertThat(first(infer(NAME, null, request("key", "y")))).isEqualTo(2);
        assertThat(first(infer(NAME, "1", request("key", "y")))).isEqualTo(-2);
    }

    @Test
    void unknownModelsAndVersionsAreNamed() {
        fixture.addPlainVersion("1", "Abs");
        assertThat(infer("other", null, request("key", "y"))).isEqualTo(new InferOutcome.Unknown("no model \"other\""));
        assertThat(infer(NAME, "7", request("key", "y")))
                .isEqualTo(new InferOutcome.Unknown("no version \"7\" of model \"m\" is loaded"));
        assertThat(kindsAsked).isEmpty();
    }

    @Test
    void unloadedModelIsNotServingWithOrWithoutAVersion() {
        fixture.addPlainVersion("1", "Abs");
        await(repository().unload(NAME));
        InferOutcome expected = new InferOutcome.NotServing("model \"m\" does not serve: unloaded");
        assertThat(infer(NAME, null, request("key", "y"))).isEqualTo(expected);
        assertThat(infer(NAME, "1", request("key", "y"))).isEqualTo(expected);
    }

    @Test
    void unsuitableTensorIsRefusedCountedAndTheModelReleased() {
        fixture.addPlainVersion("1", "Abs");
        InferOutcome outcome = infer(NAME, null, new InferRequest("id", List.of(tensor("z")), List.of(), null, true));
        assertThat(((InferOutcome.Invalid) outcome).error().message()).contains("input \"z\"");
        assertThat(stats().failed()).isEqualTo(1);
        assertThat(fixture.uses("1")).isZero();
    }

    @Test
    void duplicateRequestedOutputIsRefused() {
        fixture.addPlainVersion("1", "Abs");
        InferOutcome outcome = infer(NAME, null, request("key", "y", "y"));
        assertThat(((InferOutcome.Invalid) outcome).error().message())
                .isEqualTo("output \"y\": expected each output once, got a duplicate");
    }

    @Test
    void modelIsReleasedWhenTheRequestFailsBeforeItRuns() {
        fixture.addPlainVersion("1", "Abs");
        catalogue = () -> {
            throw new IllegalStateException("no features");
        };
        assertThatThrownBy(() -> infer(NAME, null, request("key", "y"))).hasMessage("no features");
        assertThat(fixture.uses("1")).isZero();
    }

    @Test
    void canaryIsChosenByTheRoutingKey() {
        // Given
        fixture.addPlainVersion("1", "Abs");
        fixture.addPlainVersion("2", "Neg");
        await(repository().choose(NAME, new Policy.Canary("1", "2", 50)));
        // When
        List<Float> signs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            signs.add(Math.signum(first(infer(NAME, null, request("caller-" + i, "y")))));
        }
        // Then
        assertThat(signs).contains(1f, -1f);
        for (int i = 0; i < 40; i++) {
            assertThat(Math.signum(first(infer(NAME, null, request("caller-" + i, "y")))))
                    .as("caller-%d again", i)
                    .isEqualTo(signs.get(i));
        }
        assertThat(fixture.uses("1") + fixture.uses("2")).isZero();
    }

    @Test
    void shadowIsComparedAndItsAnswerDiscarded() {
        fixture.addPlainVersion("1", "Abs");
        fixture.addPlainVersion("2", "Neg");
        await(repository().choose(NAME, new Policy.Shadow("1", "2")));
        assertThat(first(infer(NAME, null, request("key", "y")))).isEqualTo(2);
        var shadow = fixture.view().shadow().orElseThrow();
        assertThat(shadow.compared()).isEqualTo(1);
        assertThat(shadow.maxDifference()).as("of 4 and -4").isEqualTo(8);
        assertThat(fixture.uses("2")).isZero();
    }

    @Test
    void shadowWithoutRoomIsCountedAsNotCompared() {
        fixture.addPlainVersion("1", "Abs");
        fixture.addPlainVersion("2", "Neg");
        await(repository().choose(NAME, new Policy.Shadow("1", "2")));
        shadowThread.full = true;
        assertThat(first(infer(NAME, null, request("key", "y")))).isEqualTo(2);
        var shadow = fixture.view().shadow().orElseThrow();
        assertThat(shadow.compared()).isZero();
        assertThat(shadow.notCompared()).isEqualTo(1);
        assertThat(fixture.uses("2")).isZero();
    }

    @Test
    void requestIsRefusedAndTheModelReleasedWhenNoWorkerIsFree() {
        fixture.addPlainVersion("1", "Abs");
        workers.full = true; // how long a run takes is not known yet, so it is left to a worker
        InferOutcome outcome = infer(NAME, null, request("key", "y"));
        assertThat(((InferOutcome.Refused) outcome).why()).isInstanceOf(Refusal.Full.class);
        assertThat(fixture.uses("1")).isZero();
        assertThat(stats().failed()).isEqualTo(1);
    }

    @Test
    void requestWithoutTimeLeftIsRefusedAsTooLate() {
        fixture.addPlainVersion("1", "Abs");
        allowed = Duration.ZERO;
        InferOutcome outcome = infer(NAME, null, request("key", "y"));
        assertThat(((InferOutcome.Refused) outcome).why()).isInstanceOf(Refusal.TooLate.class);
        assertThat(fixture.uses("1")).isZero();
    }

    @Test
    void scoringModelAnswersRowsOfCalls() {
        fixture.addVersion("1", ShippedModels.gbm());
        List<Tensor> inputs =
                List.of(text("caller", "+14155550100"), text("callee", "+442071838750"), text("call_id", "call-1"));
        InferOutcome outcome =
                infer(NAME, null, new InferRequest("id", inputs, List.of("score", "decision"), null, false));
        InferOutcome.Answered answer = (InferOutcome.Answered) outcome;
        assertThat(answer.outputs()).extracting(Tensor::name).containsExactly("score", "decision");
        assertThat(answer.version()).isEqualTo("1");
        assertThat(fixture.uses("1")).isZero();
        assertThat(kindsAsked).containsExactly(true);
    }

    @Test
    void scoringModelIsReleasedWhenNoRowIsValid() {
        fixture.addVersion("1", ShippedModels.gbm());
        List<Tensor> inputs = List.of(text("caller", "not a number"), text("callee", "+442071838750"));
        InferOutcome outcome = infer(NAME, null, new InferRequest("id", inputs, List.of("error"), null, false));
        assertThat(((InferOutcome.Answered) outcome).outputs().getFirst().text(0))
                .contains("caller");
        assertThat(fixture.uses("1")).isZero();
    }

    private ModelRepository repository() {
        if (!isOpen) {
            isOpen = true;
            fixture.open();
        }
        return fixture.repository();
    }

    private InferOutcome infer(String model, @Nullable String version, InferRequest request) {
        Shadows shadows = new Shadows(RepositoryEvents.NONE, shadowThread, fixture.time());
        RoutedScoring scoring =
                new RoutedScoring(repository(), shadows, EmergencyNumbers.DEFAULT, fixture.time(), fixture.time());
        RoutingSettings settings = new RoutingSettings(Duration.ofMillis(1), 32, 1024);
        Inference inference = new Inference(
                repository(), scoring, shadows, () -> catalogue.get(), settings, fixture.time(), fixture.time());
        int before = outcomes.size();
        try (request) {
            inference.infer(model, version, request, this::budget, Runnable::run, workers, outcomes::add);
        }
        assertThat(outcomes).as("answered exactly once").hasSize(before + 1);
        return outcomes.getLast();
    }

    private Budget budget(boolean scores) {
        kindsAsked.add(scores);
        return Budget.startedAt(fixture.time(), fixture.time().nanos(), allowed, true);
    }

    private VersionStats stats() {
        return fixture.view().version("1").orElseThrow().stats().orElseThrow();
    }

    private static float first(InferOutcome outcome) {
        Tensor output = ((InferOutcome.Answered) outcome).outputs().getFirst();
        return (float) output.number(0);
    }

    private static InferRequest request(String routingKey, String... outputs) {
        return new InferRequest("id", List.of(tensor("x")), List.of(outputs), routingKey, true);
    }

    private static Tensor tensor(String name) {
        ByteBuf data = Tensor.memory(TensorModels.COLUMNS * Float.BYTES);
        for (int i = 0; i < TensorModels.COLUMNS; i++) {
            data.writeFloatLE(2 + i);
        }
        return Tensor.of(name, DataType.FP32, Shape.of(1, TensorModels.COLUMNS), data);
    }

    private static Tensor text(String name, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return Tensor.ofStrings(name, Shape.of(1), List.of(utf8));
    }
}
