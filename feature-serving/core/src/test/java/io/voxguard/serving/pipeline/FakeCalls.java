package io.voxguard.serving.pipeline;

import io.voxguard.store.CallsInProgress;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Calls in progress whose numbers a test sets. */
final class FakeCalls implements CallsInProgress {
    final Map<String, Long> counts = new HashMap<>();
    final List<List<Party>> asked = new ArrayList<>();
    StoreOutcome outcome = StoreOutcome.DONE;

    @Override
    public CompletionStage<Counts> countEach(List<Party> parties, Duration limit) {
        asked.add(parties);
        return CompletableFuture.completedStage(
                outcome == StoreOutcome.DONE
                        ? new Counts(
                                outcome,
                                parties.stream()
                                        .map(party -> counts.getOrDefault(party.name(), 0L))
                                        .toList())
                        : new Counts(outcome, List.of()));
    }

    @Override
    public CompletionStage<List<Recorded>> record(Event event, List<Party> parties, Duration limit) {
        throw new UnsupportedOperationException("scoring takes no events in");
    }

    @Override
    public CompletionStage<Active> count(Party party, Duration limit) {
        throw new UnsupportedOperationException("scoring counts all parties together");
    }

    @Override
    public CompletionStage<Active> list(Party party, int maxIds, Duration limit) {
        throw new UnsupportedOperationException("scoring reads no ids");
    }
}
