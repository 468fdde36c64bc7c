package io.voxguard.featureupdate.function;

import io.voxguard.calls.CallProgress;
import io.voxguard.store.CallsInProgress;
import io.voxguard.store.CallsInProgress.Event;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.CallsInProgress.Party;
import io.voxguard.store.CallsInProgress.Recorded;
import io.voxguard.store.CallsInProgress.Step;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.RedisStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Counts events as calls in progress of their callers and trunks, those of a batch together. Thread-safe. */
@Singleton
final class CallsCount {
    private static final int SENT_TOGETHER = 256;

    private final CallsInProgress calls;
    private final boolean on;
    private final Duration limit;

    CallsCount(RedisStore store, CallsSettings settings, FeatureUpdateSettings update, Clock clock) {
        this.calls = store.calls(settings.limits(), clock);
        this.on = settings.count();
        this.limit = update.storeLimit();
    }

    /** Takes events in; returns for each whether the store has it. Waits for a round trip for each 256 at most. */
    List<Boolean> record(List<CallProgress> events) {
        if (!on) {
            return events.stream().map(event -> true).toList();
        }
        List<Boolean> recorded = new ArrayList<>(events.size());
        for (int from = 0; from < events.size(); from += SENT_TOGETHER) {
            recorded.addAll(recordTogether(events.subList(from, Math.min(events.size(), from + SENT_TOGETHER))));
        }
        return recorded;
    }

    private List<Boolean> recordTogether(List<CallProgress> events) {
        List<CompletionStage<List<Recorded>>> sent = events.stream()
                .map(event -> calls.record(
                        new Event(step(event), event.callId(), event.startedAt().toInstant()), parties(event), limit))
                .toList();
        return sent.stream()
                .map(recorded -> recorded.toCompletableFuture().join().stream()
                        .allMatch(party -> party.outcome() == StoreOutcome.DONE))
                .toList();
    }

    private static Step step(CallProgress event) {
        return switch (event.type()) {
            case STARTED -> Step.STARTED;
            case ANSWERED -> Step.ANSWERED;
            case ENDED -> Step.ENDED;
        };
    }

    private static List<Party> parties(CallProgress event) {
        Party caller = new Party(Kind.CALLER, event.caller());
        String trunk = event.trunk();
        return trunk == null ? List.of(caller) : List.of(caller, new Party(Kind.TRUNK, trunk));
    }
}
