package io.voxguard.api.http.score;

import io.voxguard.problem.Problem;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.pipeline.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scoring request: its valid calls, and for each of its positions the call or its error. */
final class ScoreRequest {
    private final List<Call> calls = new ArrayList<>(1);
    /** By position, the error of a call that cannot be scored; shorter than the request, or empty, where no more of them cannot. */
    private List<@Nullable Unsound> unsound = List.of();

    private int size;
    private Duration deadline;
    private boolean strict;
    private boolean provenance;
    private Wanted.Reasons reasons = Wanted.Reasons.NOT_ALLOWED;
    private String model;
    private boolean namesModel;

    ScoreRequest(Duration deadline, String model) {
        this.deadline = deadline;
        this.model = model;
    }

    /** A call that cannot be scored. */
    record Unsound(@Nullable String callId, Problem error) {}

    void add(Call call) {
        calls.add(call);
        size++;
    }

    void add(@Nullable String callId, Problem error) {
        if (unsound.isEmpty()) {
            unsound = new ArrayList<>();
        }
        while (unsound.size() < size) {
            unsound.add(null);
        }
        unsound.add(new Unsound(callId, error));
        size++;
    }

    /** Returns the calls that can be scored, in the order of the request. */
    List<Call> calls() {
        return calls;
    }

    /** Returns the number of positions. */
    int size() {
        return size;
    }

    /** Returns the error of the call at a position; null for one that can be scored. */
    @Nullable
    Unsound unsound(int position) {
        return position < unsound.size() ? unsound.get(position) : null;
    }

    Duration deadline() {
        return deadline;
    }

    void deadline(Duration asked) {
        this.deadline = asked;
    }

    boolean strict() {
        return strict;
    }

    void strict(boolean asked) {
        this.strict = asked;
    }

    Wanted.Reasons reasons() {
        return reasons;
    }

    /** @param asked true when allowed calls have reasons too */
    void reasons(boolean asked) {
        this.reasons = asked ? Wanted.Reasons.ALL : Wanted.Reasons.NOT_ALLOWED;
    }

    boolean provenance() {
        return provenance;
    }

    void provenance(boolean asked) {
        this.provenance = asked;
    }

    String model() {
        return model;
    }

    void model(String asked) {
        this.model = asked;
        this.namesModel = true;
    }

    /** Returns whether the request names its model itself. */
    boolean namesModel() {
        return namesModel;
    }
}
