package io.voxguard.store.messaging.streams;

import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Runs the suite against the store that STORE_URL names. Its streams stay there. */
@EnabledIfEnvironmentVariable(named = "STORE_URL", matches = "redis://.+")
class GivenStoreStreamsTest extends StreamsSuite {
    @Override
    TestServer start() {
        return TestServer.at(System.getenv("STORE_URL"));
    }
}
