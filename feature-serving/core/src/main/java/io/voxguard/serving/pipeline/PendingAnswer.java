package io.voxguard.serving.pipeline;

import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.limit.LimitVerdict;
import io.voxguard.serving.limit.RateLimit;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.pipeline.ScoringRequest.Featured;
import io.voxguard.serving.rules.RuleLayout;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.vector.InputProvenance;
import io.voxguard.serving.vector.InputState;
import io.voxguard.serving.vector.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request between its features and its answer. Used by one thread. */
final class PendingAnswer {
    private static final @Nullable RuleVerdict[] NO_RULES = {};

    private final AnswerStage stage;
    private final Featured featured;
    private final ScoringRequest request;
    private List<List<Degradation>> degraded;
    private @Nullable RuleVerdict[] ruled = NO_RULES;
    private @Nullable Vectors vectors;
    private int firstRow;

    /** Answers at once where the caller is gone, or where an answer that must be whole cannot be. */
    PendingAnswer(AnswerStage stage, Featured featured) {
        this.stage = stage;
        this.featured = featured;
        this.request = featured.request();
        this.degraded = request.plan().degraded(featured.size(), featured.rows());
        if (featured.limits().anyDegraded()) {
            nameUnansweredLimits();
        }
        if (request.budget().abandoned()) {
            request.complete(outOfTime(List.of(Degradation.ABANDONED)));
        } else if (request.budget().strict()
                && (!featured.isWhole() || request.budget().spent())) {
            request.complete(outOfTime(
                    degraded.stream().filter(why -> !why.isEmpty()).findFirst().orElse(degraded.getFirst())));
        }
    }

    private void nameUnansweredLimits() {
        List<List<Degradation>> withLimits = new ArrayList<>(degraded);
        for (int c = 0; c < rows(); c++) {
            LimitVerdict limit = featured.limits().of(c);
            if (limit != null && limit.degraded()) {
                String view = "limit:" + limit.group().limit().name();
                String reason = limit.outcome().name().toLowerCase(Locale.ROOT);
                withLimits.set(c, Completeness.and(degraded.get(c), new Degradation(view, reason)));
            }
        }
        degraded = withLimits;
    }

    /** Returns whether the request has no answer yet. */
    boolean isOpen() {
        return !request.isDone();
    }

    int rows() {
        return featured.size();
    }

    /** Fills the rows of the model's input that are the request's, from this one on. */
    void fill(ModelRun run, int row) {
        firstRow = row;
        vectors = stage.layout().fill(run.inputs(), row, request.calls(), featured.rows());
    }

    /**
     * Answers by the scores of a run.
     *
     * @param begin {@code filled} and {@code ran}: when filling began, running began and running ended, by the stage's ticker
     */
    void answer(ModelRun run, long begin, long filled, long ran) {
        if (!isOpen()) {
            return;
        }
        try {
            request.complete(outcome(run, begin, filled, ran));
        } catch (RuntimeException | Error fault) {
            fail(fault);
        }
    }

    void fail(Throwable fault) {
        request.completeExceptionally(fault);
    }

    private Outcome outcome(ModelRun run, long begin, long filled, long ran) {
        Verdict[] verdicts = verdicts(run);
        // the time is looked at last of all: nothing that takes time after this makes an answer late
        boolean late = request.budget().spent();
        if (late && request.budget().strict()) {
            return outOfTime(degraded.getFirst());
        }
        List<Scored> scored = new ArrayList<>(rows());
        for (int c = 0; c < rows(); c++) {
            Verdict verdict = verdicts[c];
            scored.add(scored(c, late && verdict.isScored() ? lateVerdict(c, verdict) : verdict, late));
        }
        StageTimes times = new StageTimes(
                request.askedNanos() - request.budget().startNanos(),
                begin - request.askedNanos(),
                filled - begin,
                ran - filled,
                stage.ticker().nanos() - ran);
        stage.events().request(rows(), times);
        return new Outcome.Answered(scored, times);
    }

    /** Returns the verdicts on all calls, as if in time. */
    private Verdict[] verdicts(ModelRun run) {
        Verdict[] verdicts = new Verdict[rows()];
        RuleLayout.Evaluation rules = request.plan().evaluation(request.calls(), featured.rows());
        if (rules != null) {
            ruled = new RuleVerdict[rows()];
        }
        for (int c = 0; c < rows(); c++) {
            float score = run.score(firstRow + c);
            if (!Float.isFinite(score)) {
                verdicts[c] = stage.policy().unscored(request.calls().get(c), score);
                continue;
            }
            if (rules != null) {
                ruled[c] = rules.of(c);
            }
            verdicts[c] = verdict(c, score);
        }
        return verdicts;
    }

    private Verdict verdict(int c, float score) {
        Vectors from = Objects.requireNonNull(vectors);
        boolean isDegraded = !degraded.get(c).isEmpty();
        Verdict verdict = stage.policy()
                .verdict(
                        request.calls().get(c),
                        score,
                        stage.decisions().decide(score),
                        isDegraded,
                        from,
                        c,
                        byRules(c));
        verdict = limited(c, verdict);
        return hasReasons(verdict) ? verdict.with(stage.decisions().reasons(from, c)) : verdict;
    }

    /** Returns the verdict on a call whose answer turned out to be late, which degrades it. */
    private Verdict lateVerdict(int c, Verdict inTime) {
        Verdict late = stage.policy()
                .verdict(
                        request.calls().get(c),
                        inTime.score(),
                        inTime.decision(),
                        true,
                        Objects.requireNonNull(vectors),
                        c,
                        byRules(c));
        late = limited(c, late);
        return hasReasons(late) ? late.with(inTime.reasons()) : late;
    }

    private Verdict limited(int c, Verdict verdict) {
        LimitVerdict limit = featured.limits().of(c);
        if (limit == null || limit.allowed()) {
            return verdict;
        }
        RateLimit refusing = limit.refusedBy();
        return verdict.refusedBy((refusing == null ? closedWithoutStore(limit) : refusing).name());
    }

    /** Returns the limit for whose sake a call is refused while the store cannot be asked. */
    private static RateLimit closedWithoutStore(LimitVerdict limit) {
        return limit.group().members().stream()
                .filter(member -> !member.shadow() && !member.allowsWithoutStore())
                .findFirst()
                .orElse(limit.group().limit());
    }

    private @Nullable RuleVerdict byRules(int c) {
        return ruled.length == 0 ? null : ruled[c];
    }

    private boolean hasReasons(Verdict verdict) {
        return request.wanted().reasons().of(verdict.given().decision());
    }

    private Scored scored(int c, Verdict verdict, boolean late) {
        Vectors from = Objects.requireNonNull(vectors);
        Call call = request.calls().get(c);
        List<Degradation> why = late ? Completeness.and(degraded.get(c), Degradation.LATE) : degraded.get(c);
        if (verdict.isScored()) {
            request.plan().recorder().scored(call, verdict, byRules(c), from, c, why);
        }
        List<InputProvenance> provenance =
                request.wanted().provenance() ? stage.layout().provenance(call, c, from, featured.rows()) : List.of();
        Scored scored = new Scored(
                stage.model(),
                call,
                verdict,
                byRules(c),
                from.count(c, InputState.PRESENT),
                from.count(c, InputState.MISSING),
                from.count(c, InputState.STALE),
                why,
                provenance);
        if (verdict.isDecided()) {
            stage.sink().decided(scored);
        }
        return scored;
    }

    private static Outcome outOfTime(List<Degradation> degraded) {
        return new Outcome.OutOfTime(degraded.isEmpty() ? List.of(Degradation.LATE) : degraded);
    }
}
