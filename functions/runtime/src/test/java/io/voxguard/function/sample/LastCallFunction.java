package io.voxguard.function.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.funqy.Funq;
import io.voxguard.function.lambda.BatchResponse;
import io.voxguard.function.lambda.LambdaEvents;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The function on Lambda. */
@Singleton
public final class LastCallFunction {
    private final LambdaEvents events;

    LastCallFunction(LambdaEvents events) {
        this.events = events;
    }

    @Funq("last-call")
    public BatchResponse handle(@Nullable JsonNode payload) throws InterruptedException {
        return events.handle(payload);
    }
}
