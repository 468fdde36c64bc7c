package io.voxguard.store.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voxguard.store.embedded.StoreExecutable;
import java.nio.file.Path;
import java.util.Optional;

/** Runs the suite of feature states against {@code redis-server} on the path (or REDIS_SERVER), if there is one. */
class DebianRedisFeatureStatesTest extends FeatureStatesSuite {
    @Override
    SuiteServer start() throws Exception {
        Optional<Path> server = StoreExecutable.find("redis-server", "REDIS_SERVER");
        assumeTrue(server.isPresent(), "no redis-server on the path");
        return SuiteServer.executable("redis-server", server.get());
    }
}
