package io.voxguard.store.suite;

/** Runs the suite of calls in progress against the server of embedded-redis, which is always there. */
class EmbeddedRedisCallsTest extends CallsSuite {
    @Override
    SuiteServer start() {
        return SuiteServer.embedded();
    }
}
