package io.voxguard.fanout.function;

import java.util.Optional;

/** Decides whether events are accepted at the moment. */
@FunctionalInterface
public interface Acceptance {
    /** Returns why none is accepted now; empty if they are. */
    Optional<String> refusal();
}
