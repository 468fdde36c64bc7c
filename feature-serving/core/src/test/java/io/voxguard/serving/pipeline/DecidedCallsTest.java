package io.voxguard.serving.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Model;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that reach the sink: those that have a decision in their answer, as the answer has them. */
class DecidedCallsTest {
    private final PipelineFixture fixture = new PipelineFixture();
    private final Model model = ModelFolder.load(ShippedModels.gbm());

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void everyDecidedCallReachesTheSinkOnceAndAsAnswered() {
        List<Call> calls =
                List.of(PipelineFixture.call("+14155550100", Map.of()), PipelineFixture.call("+14155550101", Map.of()));
        List<Scored> answer = PipelineFixture.score(
                fixture.pipeline(model), calls, PipelineFixture.plenty(), new Wanted(Wanted.Reasons.ALL, false, true));
        assertThat(fixture.decided).hasSize(2).isEqualTo(answer);
    }

    @Test
    void lateCallReachesTheSinkDegraded() {
        PipelineFixture.score(
                fixture.pipeline(model),
                List.of(PipelineFixture.call("+14155550100", Map.of())),
                PipelineFixture.spent(),
                Wanted.NOTHING);
        assertThat(fixture.decided).singleElement().satisfies(scored -> assertThat(scored.degraded())
                .contains(Degradation.LATE));
    }

    @Test
    void requestRefusedAsLateDoesNotReachTheSink() throws Exception {
        Budget strict = Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos() - 2_000_000, Duration.ofMillis(1), true);
        Outcome outcome = fixture.pipeline(model)
                .score(List.of(PipelineFixture.call("+14155550100", Map.of())), strict, Wanted.NOTHING, Runnable::run)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(outcome).isInstanceOf(Outcome.OutOfTime.class);
        assertThat(fixture.decided).isEmpty();
    }
}
