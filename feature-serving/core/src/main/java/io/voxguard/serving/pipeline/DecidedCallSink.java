package io.voxguard.serving.pipeline;

/** Receives every call that was decided. Called on the thread that answers: must be quick and must not block. */
@FunctionalInterface
public interface DecidedCallSink {
    /** Ignores all calls. */
    DecidedCallSink NONE = call -> {};

    /** Takes in a call that {@link Scored#decision()} has a decision on. */
    void decided(Scored call);
}
