package io.voxguard.store.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Objects;

/** The suite against {@code valkey-server} on the path (or VALKEY_SERVER), where there is one. */
class ValkeyTest extends StoreSuite {
    @Override
    Engine start() throws Exception {
        Path server = Engine.find("valkey-server", "VALKEY_SERVER");
        assumeTrue(server != null, "no valkey-server on the path");
        return Engine.executable("valkey-server", Objects.requireNonNull(server));
    }
}
