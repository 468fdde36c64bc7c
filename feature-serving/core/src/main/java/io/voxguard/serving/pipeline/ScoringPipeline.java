package io.voxguard.serving.pipeline;

import io.netty.util.concurrent.EventExecutor;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.limit.CallLimits;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.pipeline.ScoringRequest.Featured;
import io.voxguard.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Scores calls by one model. The stages of a request, in the order of the methods below:
 *
 * <ol>
 *   <li>read: the features of its calls come from the store, and limits are asked in the same round trip
 *   <li>gather: requests whose features arrived together share a run of the model
 *   <li>open: requests that nobody waits for, or that cannot be answered whole in time, drop out
 *   <li>run: the vectors of all are filled, and the model runs once
 *   <li>answer: policy, rules, reasons, decision log and call events, per request; see {@link PendingAnswer}
 * </ol>
 *
 * Thread-safe.
 */
public final class ScoringPipeline {
    private final Model model;
    private final OnlineFeatures features;
    private final PipelinePlans plans;
    private final AnswerStage answers;
    private final CallLimits limits;
    private final EmergencyNumbers emergency;
    private final Ticker ticker;
    private final SharedRuns shared = new SharedRuns(this::runAndAnswer);

    public ScoringPipeline(Model model, PipelineEnvironment environment) {
        this.model = model;
        this.features = environment.features();
        this.ticker = environment.ticker();
        this.answers = AnswerStage.of(model, environment);
        this.limits = environment.limits();
        this.emergency = environment.policy().emergency();
        this.plans = new PipelinePlans(
                answers.layout().selections(),
                answers.layout().counted(),
                environment,
                model.manifest(),
                answers.policy().policy());
    }

    /**
     * Scores all calls with one read of the store and one run of the model. On an event loop both are shared with the requests that are there at the same
     * time.
     *
     * @param wanted what the answers hold besides score and decision
     * @param scoring runs everything after the store's answer
     */
    public CompletionStage<Outcome> score(List<Call> calls, Budget budget, Wanted wanted, Executor scoring) {
        ScoringRequest request = new ScoringRequest(calls, budget, wanted, plans.of(wanted), ticker.nanos());
        CompletionStage<FeatureRows> read = read(request);
        if (limits.isOff() || !wanted.rules()) {
            read.whenComplete((rows, fault) -> {
                if (fault == null) {
                    gather(request.with(rows), scoring);
                } else {
                    request.completeExceptionally(fault);
                }
            });
        } else {
            limit(request, read, scoring);
        }
        return request;
    }

    /** Takes tokens for the calls while their features are read, and goes on with both. */
    private void limit(ScoringRequest request, CompletionStage<FeatureRows> read, Executor scoring) {
        limits.consume(
                        request.calls(),
                        call -> emergency.contains(call.callee()),
                        request.budget().forStore())
                .whenComplete((verdicts, broken) -> read.whenComplete((rows, fault) -> {
                    if (fault != null) {
                        request.completeExceptionally(fault);
                    } else if (broken != null) {
                        request.completeExceptionally(broken);
                        rows.close();
                    } else {
                        gather(request.with(rows, verdicts), scoring);
                    }
                }));
    }

    private CompletionStage<FeatureRows> read(ScoringRequest request) {
        return features.read(
                request.plan().read(), request.calls(), request.budget().forStore());
    }

    private void gather(Featured request, Executor scoring) {
        if (scoring instanceof EventExecutor loop && request.size() <= SharedRuns.MAX_ROWS) {
            shared.add(request, loop);
            return;
        }
        try {
            scoring.execute(() -> runAndAnswer(List.of(request)));
        } catch (RejectedExecutionException full) {
            request.fail(full);
        }
    }

    /** Answers every request, whatever happens. */
    private void runAndAnswer(List<Featured> requests) {
        List<PendingAnswer> open = open(requests);
        if (!open.isEmpty()) {
            run(open);
        }
        requests.forEach(request -> request.rows().close());
    }

    private List<PendingAnswer> open(List<Featured> requests) {
        List<PendingAnswer> open = new ArrayList<>(requests.size());
        for (Featured request : requests) {
            try {
                PendingAnswer pending = new PendingAnswer(answers, request);
                if (pending.isOpen()) {
                    open.add(pending);
                }
            } catch (RuntimeException | Error fault) {
                request.request().completeExceptionally(fault);
            }
        }
        return open;
    }

    private void run(List<PendingAnswer> open) {
        int rows = 0;
        for (PendingAnswer pending : open) {
            rows += pending.rows();
        }
        try (ModelRun run = model.begin(rows)) {
            long begin = ticker.nanos();
            int row = 0;
            for (PendingAnswer pending : open) {
                pending.fill(run, row);
                row += pending.rows();
            }
            long filled = ticker.nanos();
            run.run();
            long ran = ticker.nanos();
            for (PendingAnswer pending : open) {
                pending.answer(run, begin, filled, ran);
            }
        } catch (RuntimeException | Error fault) {
            runSeparately(open, fault);
        }
    }

    /** Tries each request by itself, because a failure of all may be the fault of one. */
    private void runSeparately(List<PendingAnswer> open, Throwable fault) {
        if (open.size() == 1) {
            open.getFirst().fail(fault);
        } else {
            open.stream().filter(PendingAnswer::isOpen).forEach(pending -> run(List.of(pending)));
        }
    }

    Model model() {
        return model;
    }
}
