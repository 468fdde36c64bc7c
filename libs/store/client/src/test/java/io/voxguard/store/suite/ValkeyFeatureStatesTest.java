package io.voxguard.store.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voxguard.store.embedded.StoreExecutable;
import java.nio.file.Path;
import java.util.Optional;

/** Runs the suite of feature states against {@code valkey-server} on the path (or VALKEY_SERVER), if there is one. */
class ValkeyFeatureStatesTest extends FeatureStatesSuite {
    @Override
    SuiteServer start() throws Exception {
        Optional<Path> server = StoreExecutable.find("valkey-server", "VALKEY_SERVER");
        assumeTrue(server.isPresent(), "no valkey-server on the path");
        return SuiteServer.executable("valkey-server", server.get());
    }
}
