package io.voxguard.store.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Runs the suite against the server at STORE_URL, if it is set: a DragonflyDB, for example. Uses only its own keys. */
class GivenStoreTest extends StoreSuite {
    @Override
    SuiteServer start() {
        String url = System.getenv("STORE_URL");
        assumeTrue(url != null && url.startsWith("redis://"), "STORE_URL is not set");
        return SuiteServer.at(String.valueOf(url));
    }
}
