package io.voxguard.score;

import io.cloudevents.CloudEvent;
import io.quarkus.runtime.StartupEvent;
import io.voxguard.api.models.Rehearsal;
import io.voxguard.function.event.ReceivedEvent;
import io.voxguard.function.event.UnreadableEvent;
import io.voxguard.serving.call.Call;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rehearses an event from bytes to bytes at the start: before the first event, and before the snapshot of a process that is frozen. */
@Singleton
final class WarmUp {
    private static final int LAST = 5_000;
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] STARTED = """
            {"specversion":"1.0","type":"io.voxguard.call.started.v1","source":"/warm-up","id":"warm-up","datacontenttype":"application/json","data":
            {"call_id":"warm-up","caller":"+10000000000","callee":"+10000000001","trunk":"warm-up","started_at":"2026-01-01T00:00:00Z"}}""".getBytes(StandardCharsets.UTF_8);

    private final Rehearsal rehearsal;
    private final ScoredCallEvents answers;

    WarmUp(Rehearsal rehearsal, ScoredCallEvents answers) {
        this.rehearsal = rehearsal;
        this.answers = answers;
    }

    void rehearse(@Observes @Priority(LAST) StartupEvent starting) throws UnreadableEvent {
        CloudEvent started = ReceivedEvent.structured(STARTED, Optional.empty()).parse();
        rehearsal.run(
                () -> calls(started),
                answer -> answers.rehearse(
                        new AnsweredCall(started, answer.calls().getFirst())));
    }

    private static List<Call> calls(CloudEvent started) {
        return StartedCalls.read(started, TIME).stream().toList();
    }
}
