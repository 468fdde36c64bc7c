package io.voxguard.serving.feature;

import io.voxguard.serving.call.Call;
import io.voxguard.store.CallsInProgress;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.CallsInProgress.Party;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Calls in progress of the parties of a request's calls.
 *
 * @param counts by party; empty unless the outcome is DONE
 */
record ActiveCalls(StoreOutcome outcome, List<Call> calls, Map<Party, Long> counts) {
    /** Counts the calls in progress of each party once, in one round trip. */
    static CompletionStage<ActiveCalls> read(CallsInProgress store, Set<Kind> kinds, List<Call> calls, Duration limit) {
        Map<Party, Long> counts = new HashMap<>();
        for (Call call : calls) {
            for (Kind kind : kinds) {
                Party party = party(call, kind);
                if (party != null) {
                    counts.put(party, 0L);
                }
            }
        }
        List<Party> parties = new ArrayList<>(counts.keySet());
        return store.countEach(parties, limit).thenApply(read -> {
            if (read.outcome() != StoreOutcome.DONE) {
                return new ActiveCalls(read.outcome(), calls, Map.of());
            }
            for (int i = 0; i < parties.size(); i++) {
                counts.put(parties.get(i), read.counts().get(i));
            }
            return new ActiveCalls(StoreOutcome.DONE, calls, counts);
        });
    }

    /** Returns the number of calls in progress of a call's party; NaN if it is not known, or the call has no such party. */
    float of(int call, Kind kind) {
        Party party = party(calls.get(call), kind);
        Long count = party == null ? null : counts.get(party);
        return count == null ? Float.NaN : count;
    }

    private static @Nullable Party party(Call call, Kind kind) {
        return switch (kind) {
            case CALLER -> new Party(kind, call.caller());
            case TRUNK -> {
                String trunk = call.trunk();
                yield trunk == null ? null : new Party(kind, trunk);
            }
        };
    }
}
