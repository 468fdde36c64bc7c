package io.voxguard.store.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Runs the suite of feature states against the server at STORE_URL, if it is set: a DragonflyDB, for example. Uses only its own keys. */
class GivenStoreFeatureStatesTest extends FeatureStatesSuite {
    @Override
    SuiteServer start() {
        String url = System.getenv("STORE_URL");
        assumeTrue(url != null && url.startsWith("redis://"), "STORE_URL is not set");
        return SuiteServer.at(String.valueOf(url));
    }
}
