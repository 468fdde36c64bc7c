package io.voxguard.fanout.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.funqy.Funq;
import io.voxguard.function.lambda.BatchResponse;
import io.voxguard.function.lambda.LambdaEvents;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Appends detection events to the log. */
@Singleton
public final class EventFanoutFunction {
    private final LambdaEvents events;

    EventFanoutFunction(LambdaEvents events) {
        this.events = events;
    }

    /** Handles one invocation. */
    @Funq("event-fanout")
    public BatchResponse handle(@Nullable JsonNode payload) throws InterruptedException {
        return events.handle(payload);
    }
}
