package io.voxguard.store.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Objects;

/** The suite against {@code redis-server} on the path (or REDIS_SERVER), where there is one. */
class DebianRedisTest extends StoreSuite {
    @Override
    Engine start() throws Exception {
        Path server = Engine.find("redis-server", "REDIS_SERVER");
        assumeTrue(server != null, "no redis-server on the path");
        return Engine.executable("redis-server", Objects.requireNonNull(server));
    }
}
