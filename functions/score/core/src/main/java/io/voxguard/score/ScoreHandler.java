package io.voxguard.score;

import io.cloudevents.CloudEvent;
import io.voxguard.api.metrics.ScoringMetrics;
import io.voxguard.api.models.ScoringSettings;
import io.voxguard.function.BatchEventHandler;
import io.voxguard.function.event.Outcome;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.pipeline.Scored;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Scores the calls of a batch of events together. A call that is scored without all of its features is an answer, which says so: the call goes on meanwhile. Not
 * answered, and to be delivered again, is what no model had room for, and what the destination of the answers did not take. Thread-safe.
 */
@Singleton
final class ScoreHandler implements BatchEventHandler {
    private final EventScoring scoring;
    private final ScoredCallEvents answers;
    private final int maxBatch;
    private final ScoringMetrics metrics;
    private final Clock clock;

    ScoreHandler(
            EventScoring scoring,
            ScoredCallEvents answers,
            ScoringSettings settings,
            ScoringMetrics metrics,
            Clock clock) {
        this.scoring = scoring;
        this.answers = answers;
        this.maxBatch = settings.maxBatch();
        this.metrics = metrics;
        this.clock = clock;
    }

    /** An event that can be scored. */
    private record Started(int index, CloudEvent event, Call call) {}

    @Override
    public List<Outcome> handleAll(List<CloudEvent> events) throws InterruptedException {
        Outcome[] outcomes = new Outcome[events.size()];
        List<Started> started = read(events, outcomes);
        for (int from = 0; from < started.size(); from += maxBatch) {
            score(started.subList(from, Math.min(started.size(), from + maxBatch)), outcomes);
        }
        return Arrays.asList(outcomes);
    }

    private List<Started> read(List<CloudEvent> events, Outcome[] outcomes) {
        Instant now = clock.instant();
        List<Started> started = new ArrayList<>(outcomes.length);
        for (int i = 0; i < outcomes.length; i++) {
            try {
                Optional<Call> call = StartedCalls.read(events.get(i), now);
                if (call.isPresent()) {
                    started.add(new Started(i, events.get(i), call.get()));
                } else {
                    outcomes[i] = Outcome.done();
                }
            } catch (Refused e) {
                outcomes[i] = rejected(e.problem());
            }
        }
        return started;
    }

    private void score(List<Started> started, Outcome[] outcomes) throws InterruptedException {
        List<Call> calls = started.stream().map(Started::call).toList();
        switch (scoring.score(calls)) {
            case EventScoring.NotNow notNow -> {
                for (Started one : started) {
                    outcomes[one.index()] = Outcome.retry(notNow.cause());
                }
            }
            case EventScoring.Faulty faulty
            when started.size() == 1 ->
                outcomes[started.getFirst().index()] =
                        Outcome.rejected("event", "a call that can be scored", faulty.cause());
            case EventScoring.Faulty faulty -> { // one of them must not hold up the others for ever
                for (Started one : started) {
                    score(List.of(one), outcomes);
                }
            }
            case EventScoring.Answered answered -> answer(started, answered.calls(), outcomes);
        }
    }

    private void answer(List<Started> started, List<Scored> scored, Outcome[] outcomes) throws InterruptedException {
        List<AnsweredCall> answered = new ArrayList<>(scored.size());
        List<Integer> indexes = new ArrayList<>(scored.size());
        for (int i = 0; i < scored.size(); i++) {
            Problem unscored = scored.get(i).error();
            if (unscored == null) {
                answered.add(new AnsweredCall(started.get(i).event(), scored.get(i)));
                indexes.add(started.get(i).index());
            } else {
                outcomes[started.get(i).index()] = rejected(unscored);
            }
            metrics.decided(scored.get(i));
        }
        List<Outcome> sent = answers.send(answered);
        for (int i = 0; i < sent.size(); i++) {
            outcomes[indexes.get(i)] = sent.get(i);
        }
    }

    private static Outcome rejected(Problem problem) {
        return Outcome.rejected(problem.field(), problem.expected(), problem.got());
    }
}
