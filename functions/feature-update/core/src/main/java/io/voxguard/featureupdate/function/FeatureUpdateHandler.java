package io.voxguard.featureupdate.function;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.voxguard.calls.CallEnded;
import io.voxguard.calls.CallEventType;
import io.voxguard.calls.CallProgress;
import io.voxguard.calls.CallProgressJson;
import io.voxguard.calls.CallerLocation;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.EventKind;
import io.voxguard.featureupdate.definition.Position;
import io.voxguard.featureupdate.update.FeatureUpdater;
import io.voxguard.featureupdate.update.UpdateResult;
import io.voxguard.function.BatchEventHandler;
import io.voxguard.function.event.Outcome;
import io.voxguard.problem.Refused;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts call events for their callers, callees and trunks: an event is done when the store has the features that follow. Thread-safe. */
@Singleton
final class FeatureUpdateHandler implements BatchEventHandler {
    private static final String TYPES = "one of "
            + Arrays.stream(CallEventType.values()).map(CallEventType::type).toList();

    private final FeatureUpdater updater;
    private final CallsCount calls;
    private final FeatureUpdateSettings settings;
    private final FeatureUpdateMetrics metrics;
    private final Clock clock;

    FeatureUpdateHandler(
            FeatureUpdater updater,
            CallsCount calls,
            FeatureUpdateSettings settings,
            FeatureUpdateMetrics metrics,
            Clock clock) {
        this.updater = updater;
        this.calls = calls;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public List<Outcome> handleAll(List<CloudEvent> events) {
        Outcome[] outcomes = new Outcome[events.size()];
        List<CallProgress> accepted = new ArrayList<>(outcomes.length);
        List<Integer> indexes = new ArrayList<>(outcomes.length);
        Instant now = clock.instant();
        for (int i = 0; i < outcomes.length; i++) {
            try {
                accepted.add(read(events.get(i), now));
                indexes.add(i);
            } catch (Refused e) {
                outcomes[i] = Outcome.rejected(
                        e.problem().field(), e.problem().expected(), e.problem().got());
            }
        }
        if (!accepted.isEmpty()) {
            count(accepted, indexes, outcomes);
        }
        return Arrays.asList(outcomes);
    }

    private void count(List<CallProgress> accepted, List<Integer> indexes, Outcome[] outcomes) {
        List<Boolean> recorded = calls.record(accepted);
        List<CallEvent> callEvents =
                accepted.stream().map(FeatureUpdateHandler::callEvent).toList();
        List<UpdateResult> results = metrics.batches().record(() -> updater.update(callEvents));
        for (int i = 0; i < accepted.size(); i++) {
            UpdateResult result = results.get(i);
            metrics.count(result);
            outcomes[indexes.get(i)] = result == UpdateResult.FAILED || !recorded.get(i)
                    ? Outcome.retry("store: it did not take the event within "
                            + settings.storeLimit().toMillis() + " ms")
                    : Outcome.done();
        }
    }

    private CallProgress read(CloudEvent event, Instant now) {
        CallEventType type = CallEventType.ofCloudEvent(event.getType())
                .orElseThrow(() -> Refused.invalid("type", TYPES, event.getType()));
        CloudEventData data = event.getData();
        CallProgress progress = CallProgressJson.read(type, data == null ? new byte[0] : data.toBytes(), now);
        Instant time = progress.time().toInstant();
        if (time.isAfter(now.plus(settings.maxSkew()))) {
            throw Refused.invalid(
                    type == CallEventType.STARTED ? "started_at" : type.label() + "_at",
                    "at most " + settings.maxSkew().toSeconds() + " s after now",
                    time.toString());
        }
        return progress;
    }

    private static CallEvent callEvent(CallProgress progress) {
        return new CallEvent(
                kind(progress.type()),
                progress.callId(),
                progress.caller(),
                progress.callee(),
                progress.trunk(),
                progress.time().toInstant().toEpochMilli(),
                progress instanceof CallEnded ended ? ended.durationSeconds() : 0,
                position(progress.callerLocation()));
    }

    private static @Nullable Position position(@Nullable CallerLocation location) {
        return location == null ? null : Position.of(location.latitude(), location.longitude());
    }

    private static EventKind kind(CallEventType type) {
        return switch (type) {
            case STARTED -> EventKind.STARTED;
            case ANSWERED -> EventKind.ANSWERED;
            case ENDED -> EventKind.ENDED;
        };
    }
}
