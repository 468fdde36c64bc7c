package io.voxguard.rulerefresh.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.funqy.Funq;
import io.voxguard.function.lambda.BatchResponse;
import io.voxguard.function.lambda.LambdaEvents;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Refreshes the sets that have changed, and all of them on a schedule. */
@Singleton
public final class RulesChangedFunction {
    private final LambdaEvents events;

    RulesChangedFunction(LambdaEvents events) {
        this.events = events;
    }

    /** Handles one invocation. */
    @Funq("rules-changed")
    public BatchResponse handle(@Nullable JsonNode payload) throws InterruptedException {
        return events.handle(payload);
    }
}
