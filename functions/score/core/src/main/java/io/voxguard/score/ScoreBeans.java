package io.voxguard.score;

import io.quarkus.runtime.StartupEvent;
import io.voxguard.serving.pipeline.DecidedCallSink;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Beans that differ from those of feature serving. */
@Singleton
final class ScoreBeans {
    private static final int AFTER_THE_STORE = 10;

    /** Events about calls are sent while the event that asked for them waits, not from an outbox, which a process that is killed would lose. */
    @Produces
    @Singleton
    DecidedCallSink sink() {
        return DecidedCallSink.NONE;
    }

    /** Makes the handler at the start: a setting that is wrong ends the start rather than fail the first event. */
    void start(@Observes @Priority(AFTER_THE_STORE) StartupEvent starting, ScoreHandler handler) {
        // injecting it has made it
    }
}
