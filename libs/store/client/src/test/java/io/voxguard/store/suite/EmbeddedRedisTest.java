package io.voxguard.store.suite;

/** Runs the suite against the server of embedded-redis, which is always there. */
class EmbeddedRedisTest extends StoreSuite {
    @Override
    SuiteServer start() {
        return SuiteServer.embedded();
    }
}
