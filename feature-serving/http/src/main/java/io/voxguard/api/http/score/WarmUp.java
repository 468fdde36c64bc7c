package io.voxguard.api.http.score;

import io.quarkus.runtime.Startup;
import io.voxguard.api.models.Rehearsal;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Rehearses {@code /v1/score} from bytes to bytes before the process is ready. */
@Startup
@Readiness
@Singleton
final class WarmUp implements HealthCheck {
    private static final byte[] CALL = """
            {"call_id":"warm-up","caller":"+10000000000","callee":"+10000000001","trunk":"warm-up","started_at":"2026-01-01T00:00:00Z",
             "context":{"hour":0},"deadline_ms":200,"strict":false}""".getBytes(StandardCharsets.UTF_8);

    private final ScoreRequestReader reader;
    private final Rehearsal rehearsal;
    private volatile boolean done;

    WarmUp(ScoreRequestReader reader, Rehearsal rehearsal) {
        this.reader = reader;
        this.rehearsal = rehearsal;
    }

    @PostConstruct
    void rehearse() {
        rehearsal.run(() -> reader.single(CALL).calls(), answer -> ScoreReplyWriter.single(answer)
                .release());
        done = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("warm-up").status(done).build();
    }
}
