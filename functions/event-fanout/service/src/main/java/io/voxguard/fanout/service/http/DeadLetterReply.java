package io.voxguard.fanout.service.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.fanout.delivery.DeadLetterBox.Kept;
import java.nio.charset.StandardCharsets;

/** A dead letter, as JSON; times are Unix milliseconds, the event is the text that the log had. */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record DeadLetterReply(String id, String cause, int attempts, long firstAttemptMs, long lastAttemptMs, String event) {

    static DeadLetterReply of(Kept kept) {
        return new DeadLetterReply(
                kept.id(),
                kept.letter().cause(),
                kept.letter().attempts(),
                kept.letter().firstMs(),
                kept.letter().lastMs(),
                new String(kept.letter().event(), StandardCharsets.UTF_8));
    }
}
