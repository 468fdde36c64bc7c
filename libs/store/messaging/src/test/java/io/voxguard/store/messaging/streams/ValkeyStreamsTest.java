package io.voxguard.store.messaging.streams;

/** Runs the suite against {@code valkey-server} on the path (or VALKEY_SERVER), if there is one. */
class ValkeyStreamsTest extends StreamsSuite {
    @Override
    TestServer start() throws Exception {
        return TestServer.executable("valkey-server", "VALKEY_SERVER");
    }
}
