package io.voxguard.serving.routing;

import static io.voxguard.serving.repository.RepositoryFixture.NAME;
import static io.voxguard.serving.repository.RepositoryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.serving.repository.RepositoryEvents;
import io.voxguard.serving.repository.RepositoryFixture;
import io.voxguard.serving.repository.replicas.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutedScoringTest {
    private static final String CALLEE = "+442071838750";

    @TempDir
    Path folder;

    private RepositoryFixture fixture;
    private final DirectExecutor shadowThread = new DirectExecutor();

    @BeforeEach
    void createFixture() throws IOException {
        fixture = new RepositoryFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void emergencyCallIsScoredWhenTheModelIsFull() throws Exception {
        // Given a model that one call fills
        RepositoryFixture.limit(fixture.addVersion("1", ShippedModels.gbm()), 1, 0);
        RoutedScoring scoring = open();
        List<Runnable> heldBack = new ArrayList<>();
        CompletableFuture<Outcome> first = score(scoring, List.of(call(0, CALLEE)), heldBack::add);
        // When
        Outcome refused =
                score(scoring, List.of(call(1, CALLEE)), Runnable::run).join();
        Outcome emergency =
                score(scoring, List.of(call(2, "112")), Runnable::run).join();
        // Then
        assertThat(refused).isInstanceOf(Outcome.Refused.class);
        assertThat(emergency).isInstanceOf(Outcome.Answered.class);
        heldBack.forEach(Runnable::run);
        assertThat(first.join()).isInstanceOf(Outcome.Answered.class);
        assertThat(score(scoring, List.of(call(3, CALLEE)), Runnable::run).join())
                .isInstanceOf(Outcome.Answered.class);
        assertThat(fixture.uses("1")).isZero();
    }

    @Test
    void modelThatDoesNotExistIsUnknown() {
        fixture.addVersion("1", ShippedModels.gbm());
        RoutedScoring scoring = open();
        Outcome outcome = scoring.of("other")
                .score(List.of(call(0, CALLEE)), plenty(), Wanted.NOTHING, Runnable::run)
                .toCompletableFuture()
                .join();
        assertThat(outcome).isEqualTo(new Outcome.Unknown("no model \"other\""));
    }

    @Test
    void plainModelDoesNotScoreCalls() {
        fixture.addPlainVersion("1", "Abs");
        RoutedScoring scoring = open();
        assertThat(score(scoring, List.of(call(0, CALLEE)), Runnable::run).join())
                .isEqualTo(new Outcome.Unknown("model \"m\" takes tensors, not calls"));
        assertThat(fixture.uses("1")).isZero();
    }

    @Test
    void unloadedModelSaysWhyItDoesNotServe() {
        fixture.addVersion("1", ShippedModels.gbm());
        RoutedScoring scoring = open();
        await(fixture.repository().unload(NAME));
        assertThat(score(scoring, List.of(call(0, CALLEE)), Runnable::run).join())
                .isEqualTo(new Outcome.NotServing("model \"m\" does not serve: unloaded"));
    }

    @Test
    void requestWithoutCallsIsAnsweredByAModelThatServes() {
        fixture.addVersion("1", ShippedModels.gbm());
        RoutedScoring scoring = open();
        Outcome outcome = score(scoring, List.of(), Runnable::run).join();
        assertThat(((Outcome.Answered) outcome).calls()).isEmpty();
        assertThat(fixture.uses("1")).isZero();
    }

    @Test
    void canaryScoresEachCallerByItsVersionAndKeepsTheOrderOfTheCalls() {
        // Given
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.addVersion("2", ShippedModels.mlp());
        RoutedScoring scoring = open();
        await(fixture.repository().choose(NAME, new Policy.Canary("1", "2", 50)));
        List<Call> calls = IntStream.range(0, 40).mapToObj(i -> call(i, CALLEE)).toList();
        // When
        Outcome outcome = score(scoring, calls, Runnable::run).join();
        // Then
        List<Scored> scored = ((Outcome.Answered) outcome).calls();
        assertThat(scored).extracting(Scored::call).isEqualTo(calls);
        assertThat(scored).extracting(one -> one.model().version()).contains("1", "2");
        for (int i = 0; i < 5; i++) {
            Outcome alone = score(scoring, List.of(calls.get(i)), Runnable::run).join();
            assertThat(((Outcome.Answered) alone).calls().getFirst().model())
                    .as("caller %d alone", i)
                    .isEqualTo(scored.get(i).model());
        }
        assertThat(fixture.uses("1")).isZero();
        assertThat(fixture.uses("2")).isZero();
    }

    @Test
    void callInFlightIsAnsweredByAModelThatIsUnloadedMeanwhile() {
        // Given
        fixture.addVersion("1", ShippedModels.gbm());
        RoutedScoring scoring = open();
        List<Runnable> heldBack = new ArrayList<>();
        CompletableFuture<Outcome> inFlight = score(scoring, List.of(call(0, CALLEE)), heldBack::add);
        // When
        await(fixture.repository().unload(NAME));
        heldBack.forEach(Runnable::run);
        // Then
        assertThat(inFlight.join()).isInstanceOf(Outcome.Answered.class);
    }

    @Test
    void shadowIsComparedAndItsAnswerDiscarded() {
        // Given
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.addVersion("2", ShippedModels.mlp());
        RoutedScoring scoring = open();
        await(fixture.repository().choose(NAME, new Policy.Shadow("1", "2")));
        // When
        Outcome outcome = score(scoring, List.of(call(0, CALLEE), call(1, CALLEE)), Runnable::run)
                .join();
        // Then
        assertThat(((Outcome.Answered) outcome).calls())
                .allSatisfy(one -> assertThat(one.model().version()).isEqualTo("1"));
        var shadow = fixture.view().shadow().orElseThrow();
        assertThat(shadow.compared()).isEqualTo(2);
        assertThat(shadow.maxDifference()).isPositive();
        assertThat(fixture.uses("2")).isZero();
    }

    @Test
    void rehearsalIsNotCounted() {
        fixture.addVersion("1", ShippedModels.gbm());
        RoutedScoring scoring = open();
        Outcome outcome = scoring.rehearsal(NAME)
                .score(List.of(call(0, CALLEE)), plenty(), Wanted.NOTHING, Runnable::run)
                .toCompletableFuture()
                .join();
        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(fixture.view()
                        .version("1")
                        .orElseThrow()
                        .stats()
                        .orElseThrow()
                        .succeeded())
                .isZero();
        assertThat(fixture.uses("1")).isZero();
    }

    private RoutedScoring open() {
        Shadows shadows = new Shadows(RepositoryEvents.NONE, shadowThread, fixture.time());
        return new RoutedScoring(fixture.open(), shadows, EmergencyNumbers.DEFAULT, fixture.time(), fixture.time());
    }

    private Budget plenty() {
        return Budget.startedAt(fixture.time(), fixture.time().nanos(), Duration.ofSeconds(10), false);
    }

    private CompletableFuture<Outcome> score(RoutedScoring scoring, List<Call> calls, Executor executor) {
        return scoring.of(NAME)
                .score(calls, plenty(), Wanted.NOTHING, executor)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS);
    }

    private static Call call(int number, String callee) {
        String caller = "+1415555" + (1000 + number);
        return new Call("call-" + number, caller, callee, null, 1_772_439_330_000L, 0, Map.of());
    }
}
