package io.voxguard.process.store;

import io.voxguard.store.redis.connection.Engine;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Readiness check {@code store}: its data names the engine that answered last. */
public final class StoreHealth {
    private StoreHealth() {}

    /**
     * Returns a check that is up, with {@code connected}, {@code engine} and {@code version}.
     *
     * @param engine that the store has named last
     */
    public static HealthCheckResponseBuilder reply(boolean connected, Engine engine) {
        return HealthCheckResponse.named("store")
                .up()
                .withData("connected", connected)
                .withData("engine", engine.kind().label())
                .withData("version", version(engine));
    }

    /** Returns the version of an engine; {@code unknown} if it has named none. */
    static String version(Engine engine) {
        return engine.version().isEmpty() ? Engine.Kind.UNKNOWN.label() : engine.version();
    }
}
