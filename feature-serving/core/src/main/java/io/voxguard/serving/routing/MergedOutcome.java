package io.voxguard.serving.routing;

import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.StageTimes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers of several versions, put back into the order of the calls. An outcome other than an answer is that of the whole request. Not thread-safe. */
final class MergedOutcome {
    private final @Nullable Scored[] calls;
    private StageTimes times = StageTimes.ZERO;
    private @Nullable Outcome notAnswered;

    MergedOutcome(int size) {
        this.calls = new Scored[size];
    }

    /** @param positions of the calls that the outcome is of */
    MergedOutcome with(Outcome outcome, List<Integer> positions) {
        if (outcome instanceof Outcome.Answered answer) {
            for (int i = 0; i < positions.size(); i++) {
                calls[positions.get(i)] = answer.calls().get(i);
            }
            times = times.and(answer.times());
        } else {
            notAnswered = outcome;
        }
        return this;
    }

    Outcome outcome() {
        if (notAnswered != null) {
            return notAnswered;
        }
        List<Scored> all = new ArrayList<>(calls.length);
        for (Scored scored : calls) {
            if (scored != null) {
                all.add(scored);
            }
        }
        return new Outcome.Answered(all, times);
    }
}
