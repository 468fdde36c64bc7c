package io.voxguard.serving.limit;

import io.voxguard.store.LimitReply;
import io.voxguard.store.Limits;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.limit.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Decides requests for tokens by the buckets in the store, and by the configuration while the store cannot be asked. Thread-safe. */
public final class LimitChecks {
    private final Limits store;
    private final LimitEvents events;

    public LimitChecks(Limits store, LimitEvents events) {
        this.store = store;
        this.events = events;
    }

    /**
     * Takes tokens for each request, from all limits of its group or from none; all requests in one round trip.
     *
     * @param limit time until the stage completes, whatever the store does
     * @return a verdict for each request, never exceptionally
     */
    public CompletionStage<List<LimitVerdict>> consume(List<LimitRequest> requests, Duration limit) {
        return check(requests, true, limit).thenApply(verdicts -> {
            verdicts.forEach(events::decided);
            return verdicts;
        });
    }

    /** Returns the verdicts that {@link #consume} would give, and takes nothing. */
    public CompletionStage<List<LimitVerdict>> peek(List<LimitRequest> requests, Duration limit) {
        return check(requests, false, limit);
    }

    /** Fills the buckets that the group's own limit has for some subjects; those of the limits that it is combined with are left. */
    public CompletionStage<StoreOutcome> reset(LimitGroup group, List<Subject> subjects, Duration limit) {
        return store.reset(
                subjects.stream().map(subject -> subject.bucket(group.limit())).toList(), limit);
    }

    private CompletionStage<List<LimitVerdict>> check(List<LimitRequest> requests, boolean take, Duration limit) {
        List<Check> checks = new ArrayList<>(requests.size());
        for (LimitRequest request : requests) {
            checks.add(request.group().check(request.subject(), request.cost(), take));
        }
        return store.check(checks, limit).thenApply(replies -> {
            List<LimitVerdict> verdicts = new ArrayList<>(replies.size());
            for (int i = 0; i < replies.size(); i++) {
                verdicts.add(verdict(requests.get(i).group(), replies.get(i)));
            }
            return verdicts;
        });
    }

    private static LimitVerdict verdict(LimitGroup group, LimitReply reply) {
        boolean allowed = reply.outcome() == StoreOutcome.DONE ? reply.admitted() : group.allowsWithoutStore();
        return new LimitVerdict(group, allowed, reply.outcome(), reply.buckets());
    }
}
