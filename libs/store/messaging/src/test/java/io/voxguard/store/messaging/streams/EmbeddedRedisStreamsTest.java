package io.voxguard.store.messaging.streams;

/** Runs the suite against the server of embedded-redis, 6.2. */
class EmbeddedRedisStreamsTest extends StreamsSuite {
    @Override
    TestServer start() throws Exception {
        return TestServer.embedded();
    }
}
