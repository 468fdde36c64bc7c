package io.voxguard.fanout.service.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.fanout.replay.Replay;
import io.voxguard.fanout.replay.ReplayProgress;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A replay and how far it is, as JSON; what does not apply is absent. */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReplayReply(
        String id,
        String state,
        String from,
        String to,
        @Nullable String filter,
        @Nullable String logStartsAt,
        @Nullable String position,
        long read,
        long matched,
        long delivered,
        long dead,
        String startedAt,
        @Nullable String endedAt,
        @Nullable String cause) {

    static ReplayReply of(ReplayProgress progress) {
        Replay replay = progress.replay();
        return new ReplayReply(
                replay.id(),
                replay.state().name().toLowerCase(Locale.ROOT),
                replay.from().toString(),
                replay.to().toString(),
                replay.filter().orElse(null),
                text(replay.logStartsAt()),
                text(progress.position()),
                progress.read(),
                progress.matched(),
                progress.delivered(),
                progress.dead(),
                replay.startedAt().toString(),
                text(replay.endedAt()),
                replay.cause().orElse(null));
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
