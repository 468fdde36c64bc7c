package io.voxguard.score.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.funqy.Funq;
import io.quarkus.runtime.StartupEvent;
import io.voxguard.function.lambda.BatchResponse;
import io.voxguard.function.lambda.LambdaEvents;
import io.voxguard.score.AnswerDestination;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Scores the calls that have started. */
@Singleton
public final class ScoreFunction {
    private final LambdaEvents events;

    ScoreFunction(LambdaEvents events) {
        this.events = events;
    }

    void start(@Observes StartupEvent starting, AnswerDestination answers) {
        answers.require("Lambda's event sources");
    }

    /** Handles one invocation. */
    @Funq("score")
    public BatchResponse handle(@Nullable JsonNode payload) throws InterruptedException {
        return events.handle(payload);
    }
}
