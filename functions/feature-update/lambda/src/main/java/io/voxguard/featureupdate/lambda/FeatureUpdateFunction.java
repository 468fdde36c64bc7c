package io.voxguard.featureupdate.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.funqy.Funq;
import io.voxguard.function.lambda.BatchResponse;
import io.voxguard.function.lambda.LambdaEvents;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Counts call events for their callers, callees and trunks. */
@Singleton
public final class FeatureUpdateFunction {
    private final LambdaEvents events;

    FeatureUpdateFunction(LambdaEvents events) {
        this.events = events;
    }

    /** Handles one invocation. */
    @Funq("feature-update")
    public BatchResponse handle(@Nullable JsonNode payload) throws InterruptedException {
        return events.handle(payload);
    }
}
