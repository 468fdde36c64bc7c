package io.voxguard.rulerefresh.service.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.rulerefresh.fleet.EngineStatus;
import io.voxguard.rulerefresh.fleet.SetStatus;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleProblem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** State of a set and its engines, as JSON. Times are Unix milliseconds; null if not known. */
@RegisterForReflection(
        targets = {
            StatusReply.class,
            StatusReply.Database.class,
            StatusReply.Store.class,
            StatusReply.Lag.class,
            StatusReply.Engine.class,
            RuleProblem.class,
            PropertyNamingStrategies.SnakeCaseStrategy.class
        })
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record StatusReply(
        String set,
        String state,
        String why,
        Database database,
        @Nullable Store store,
        Lag lag,
        List<RuleProblem> problems,
        @Nullable Long checkedAt,
        @Nullable Long sameAt,
        List<Engine> engines,
        String enginesKnown) {

    /** The database's rules. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Database(@Nullable Long revision, @Nullable Long changedAt) {}

    /** The store's rules. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Store(long revision, String sha256, long bytes, int count, long publishedAt, String keyId) {}

    /** Distance to the database's revision. */
    record Lag(long revisions, double seconds) {}

    /** An engine's rules. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Engine(
            String engine,
            String status,
            @Nullable Long revision,
            @Nullable Long running,
            @Nullable Long since,
            String reason,
            long seenAt,
            Lag lag) {}

    /** @param enginesFailure why the engines are not known; empty if they are */
    static StatusReply of(SetStatus status, List<EngineStatus> engines, String enginesFailure, long nowMs) {
        Optional<RulePointer> pointer = status.pointer();
        return new StatusReply(
                status.set(),
                status.state().name(),
                status.why(),
                new Database(known(status.databaseRevision()), known(status.changedAtMs())),
                pointer.map(StatusReply::store).orElse(null),
                new Lag(status.lagRevisions(), status.lagSeconds(nowMs)),
                status.problems(),
                known(status.checkedAtMs()),
                known(status.sameAtMs()),
                engines.stream().map(engine -> engine(engine, status, nowMs)).toList(),
                enginesFailure.isEmpty() ? "yes" : enginesFailure);
    }

    private static Store store(RulePointer pointer) {
        return new Store(
                pointer.revision(),
                pointer.sha256(),
                pointer.bytes(),
                pointer.count(),
                pointer.publishedAtMs(),
                pointer.keyId());
    }

    private static Engine engine(EngineStatus engine, SetStatus set, long nowMs) {
        // an engine that runs nothing is behind nothing
        long running = engine.running() == 0 ? set.databaseRevision() : engine.running();
        return new Engine(
                engine.engine(),
                engine.kind().label(),
                known(engine.revision()),
                known(engine.running()),
                known(engine.sinceMs()),
                engine.reason(),
                engine.seenMs(),
                new Lag(set.revisionsBehind(running), set.secondsBehind(running, nowMs)));
    }

    private static @Nullable Long known(long value) {
        return value == 0 ? null : value;
    }
}
