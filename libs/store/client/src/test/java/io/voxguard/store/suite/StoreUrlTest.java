package io.voxguard.store.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The suite against the server at STORE_URL, where it is set: a DragonflyDB, for example. Only keys of its own are touched. */
class StoreUrlTest extends StoreSuite {
    @Override
    Engine start() {
        String url = System.getenv("STORE_URL");
        assumeTrue(url != null && url.startsWith("redis://"), "STORE_URL is not set");
        return Engine.at(String.valueOf(url));
    }
}
