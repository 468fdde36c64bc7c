package io.voxguard.api.store;

import io.voxguard.store.redis.connection.Engine;

/** The engine that the store has named last. Thread-safe. */
@FunctionalInterface
public interface CurrentEngine {
    /** Returns the engine; {@link Engine#UNKNOWN} until the store has been asked. */
    Engine engine();
}
