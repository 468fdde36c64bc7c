package io.voxguard.api.http.calls;

import io.voxguard.api.calls.CallRegister;
import io.voxguard.api.calls.RecordedCall;
import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.http.exchange.QueryParameters;
import io.voxguard.calls.CallProgress;
import io.voxguard.calls.CallSyntax;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.store.CallsInProgress.Active;
import io.voxguard.store.CallsInProgress.Effect;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.CallsInProgress.Party;
import io.voxguard.store.StoreOutcome;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** Takes events of calls, and tells how many calls are in progress. */
@Singleton
public final class CallHandlers {
    /** Most ids in a reply. */
    private static final int MAX_IDS = 1000;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final CallRegister calls;
    private final Clock clock;

    CallHandlers(CallRegister calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /** Takes an event in, and answers once the store has it. */
    public void record(Exchange exchange, byte[] body) {
        CallProgress progress = CallEventReader.read(exchange.parameter("call_id"), body, clock.instant());
        exchange.whenDone(
                calls.record(progress),
                recorded -> {
                    checkRoom(recorded);
                    exchange.reply(200, CallReplies.recorded(progress, recorded));
                },
                exchange::fault);
    }

    /** Tells how many calls of a caller or of a trunk are in progress. */
    public void active(Exchange exchange) {
        QueryParameters query = QueryParameters.of(exchange, List.of("caller", "trunk", "ids"));
        Party party = party(query);
        boolean withIds = query.flag("ids");
        CompletionStage<Active> counted = withIds ? calls.activeWithIds(party, MAX_IDS) : calls.active(party);
        exchange.whenDone(
                counted,
                active -> {
                    checkAnswered(active.outcome());
                    exchange.reply(200, CallReplies.active(party, active, withIds));
                },
                exchange::fault);
    }

    private static Party party(QueryParameters query) {
        String caller = query.get("caller").orElse(null);
        String trunk = query.get("trunk").orElse(null);
        if (caller == null && trunk == null) {
            throw Refused.invalid("caller", "caller or trunk in the query", "neither");
        }
        if (caller != null && trunk != null) {
            throw Refused.invalid("trunk", "caller or trunk in the query", "both");
        }
        if (caller != null) {
            check(CallSyntax.isCaller(caller), Kind.CALLER, CallSyntax.CALLER, caller);
            return new Party(Kind.CALLER, caller);
        }
        String name = String.valueOf(trunk);
        check(CallSyntax.isTrunk(name), Kind.TRUNK, CallSyntax.TRUNK, name);
        return new Party(Kind.TRUNK, name);
    }

    private static void check(boolean isValid, Kind kind, String expected, String got) {
        if (!isValid) {
            throw Refused.invalid(kind.label(), expected, '"' + got + '"');
        }
    }

    private void checkRoom(RecordedCall call) {
        checkAnswered(call.outcome());
        for (int i = 0; i < call.parties().size(); i++) {
            if (call.recorded().get(i).effect() == Effect.FULL) {
                throw new Refused(
                        Refused.Kind.OVERLOADED,
                        new Problem(
                                call.parties().get(i).kind().label(),
                                "at most " + calls.maxActive() + " calls in progress",
                                "another one"),
                        RETRY_AFTER);
            }
        }
    }

    /** Refuses a request that the store did not settle; it may be sent again as it is. */
    private void checkAnswered(StoreOutcome outcome) {
        if (outcome != StoreOutcome.DONE) {
            throw new Refused(
                    Refused.Kind.UNAVAILABLE,
                    new Problem(
                            "store",
                            "an answer within " + calls.timeout().toMillis() + " ms",
                            outcome.name().toLowerCase(Locale.ROOT)),
                    RETRY_AFTER);
        }
    }
}
