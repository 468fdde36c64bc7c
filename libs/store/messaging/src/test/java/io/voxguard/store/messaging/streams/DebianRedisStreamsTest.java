package io.voxguard.store.messaging.streams;

import org.junit.jupiter.api.Tag;

/** Runs the suite against {@code redis-server} on the path (or REDIS_SERVER), if there is one. */
@Tag("it")
class DebianRedisStreamsTest extends StreamsSuite {
    @Override
    TestServer start() throws Exception {
        return TestServer.executable("redis-server", "REDIS_SERVER");
    }
}
