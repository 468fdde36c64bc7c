package io.voxguard.store.suite;

/** The suite against the server inside embedded-redis, which is always there. */
class EmbeddedRedisTest extends StoreSuite {
    @Override
    Engine start() {
        return Engine.embedded();
    }
}
