package io.voxguard.store.suite;

/** Runs the suite of feature states against the server of embedded-redis, which is always there. */
class EmbeddedRedisFeatureStatesTest extends FeatureStatesSuite {
    @Override
    SuiteServer start() {
        return SuiteServer.embedded();
    }
}
