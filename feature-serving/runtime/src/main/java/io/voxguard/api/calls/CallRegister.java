package io.voxguard.api.calls;

import io.voxguard.calls.CallEventType;
import io.voxguard.calls.CallProgress;
import io.voxguard.calls.CallProgressJson;
import io.voxguard.store.CallsInProgress;
import io.voxguard.store.CallsInProgress.Active;
import io.voxguard.store.CallsInProgress.Event;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.CallsInProgress.Party;
import io.voxguard.store.CallsInProgress.Recorded;
import io.voxguard.store.CallsInProgress.Step;
import io.voxguard.store.EventStream;
import io.voxguard.store.EventStreams;
import io.voxguard.store.StoreOutcome;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes events of calls in: counts the calls in progress of caller and trunk, and appends the events to a stream if there is one. All of it may be repeated with an
 * event whose outcome is not known. Thread-safe.
 */
@Singleton
public final class CallRegister {
    private final CallsSettings settings;
    private final CallsInProgress calls;
    private final @Nullable EventStream stream;
    private final CallMetrics metrics;

    CallRegister(CallsSettings settings, CallsInProgress calls, EventStreams streams, CallMetrics metrics) {
        checkSource(settings.source());
        this.settings = settings;
        this.calls = calls;
        this.stream = settings.stream()
                .map(key -> streams.stream(key, settings.streamMaxLength()))
                .orElse(null);
        this.metrics = metrics;
    }

    private static void checkSource(String source) {
        try {
            new URI(source);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "voxguard.calls.source: expected a URI reference, got \"" + source + '"', e);
        }
    }

    /** Time within which the store answers. */
    public Duration timeout() {
        return settings.timeout();
    }

    /** Most calls in progress of one party. */
    public int maxActive() {
        return settings.maxActive();
    }

    /** Takes an event in. The stage completes within {@link #timeout}, whatever the store does. */
    public CompletionStage<RecordedCall> record(CallProgress progress) {
        List<Party> parties = parties(progress);
        Event event = new Event(
                step(progress.type()), progress.callId(), progress.startedAt().toInstant());
        CompletionStage<StoreOutcome> appended = append(progress);
        return calls.record(event, parties, settings.timeout())
                .thenCombine(appended, (recorded, outcome) -> new RecordedCall(parties, recorded, outcome))
                .whenComplete((recorded, fault) -> {
                    if (recorded != null) {
                        count(progress.type(), recorded);
                    }
                });
    }

    /** Counts the calls of a party that are in progress. */
    public CompletionStage<Active> active(Party party) {
        return calls.count(party, settings.timeout());
    }

    /** Counts the calls of a party that are in progress, and returns the ids of those that expire first. */
    public CompletionStage<Active> activeWithIds(Party party, int maxIds) {
        return calls.list(party, maxIds, settings.timeout());
    }

    private CompletionStage<StoreOutcome> append(CallProgress progress) {
        return stream == null
                ? CompletableFuture.completedStage(StoreOutcome.DONE)
                : stream.append(List.of(CallProgressJson.cloudEvent(progress, settings.source())), settings.timeout());
    }

    private void count(CallEventType type, RecordedCall call) {
        for (int i = 0; i < call.parties().size(); i++) {
            Recorded recorded = call.recorded().get(i);
            metrics.recorded(type, call.parties().get(i).kind(), recorded);
        }
        if (stream != null) {
            metrics.appended(type, call.stream());
        }
    }

    private static List<Party> parties(CallProgress progress) {
        Party caller = new Party(Kind.CALLER, progress.caller());
        String trunk = progress.trunk();
        return trunk == null ? List.of(caller) : List.of(caller, new Party(Kind.TRUNK, trunk));
    }

    private static Step step(CallEventType type) {
        return switch (type) {
            case STARTED -> Step.STARTED;
            case ANSWERED -> Step.ANSWERED;
            case ENDED -> Step.ENDED;
        };
    }
}
