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
     * Takes tokens for each request, from all limits of the group or from none; all requests in one round trip.
     *
     * @param limit time until the stage completes, whatever the store does
     * @return a verdict for each request, never exceptionally
     */
    public CompletionStage<List<LimitVerdict>> consume(LimitGroup group, List<LimitRequest> requests, Duration limit) {
        return check(group, requests, true, limit).thenApply(verdicts -> {
            verdicts.forEach(events::decided);
            return verdicts;
        });
    }

    /** Returns the verdicts that {@link #consume} would give, and takes nothing. */
    public CompletionStage<List<LimitVerdict>> peek(LimitGroup group, List<LimitRequest> requests, Duration limit) {
        return check(group, requests, false, limit);
    }

    /** Fills the buckets that the group's own limit has for some subjects; those of the limits that it is combined with are left. */
    public CompletionStage<StoreOutcome> reset(LimitGroup group, List<Subject> subjects, Duration limit) {
        return store.reset(
                subjects.stream().map(subject -> subject.bucket(group.limit())).toList(), limit);
    }

    private CompletionStage<List<LimitVerdict>> check(
            LimitGroup group, List<LimitRequest> requests, boolean take, Duration limit) {
        List<Check> checks = new ArrayList<>(requests.size());
        for (LimitRequest request : requests) {
            checks.add(group.check(request.subject(), request.cost(), take));
        }
        return store.check(checks, limit).thenApply(replies -> {
            List<LimitVerdict> verdicts = new ArrayList<>(replies.size());
            for (LimitReply reply : replies) {
                verdicts.add(verdict(group, reply));
            }
            return verdicts;
        });
    }

    private static LimitVerdict verdict(LimitGroup group, LimitReply reply) {
        return reply.outcome() == StoreOutcome.DONE
                ? new LimitVerdict(group, reply.admitted(), false, reply.buckets())
                : new LimitVerdict(group, group.allowsWithoutStore(), true, List.of());
    }
}
