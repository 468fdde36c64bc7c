package io.voxguard.store.suite;

import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.StoreExecutable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Real server that the suite runs against. */
record SuiteServer(String name, String host, int port, AutoCloseable server) implements AutoCloseable {
    private static final int DEFAULT_PORT = 6379;

    /** Starts the server of embedded-redis. */
    static SuiteServer embedded() {
        EmbeddedStore store = EmbeddedStore.start();
        return new SuiteServer("embedded", "127.0.0.1", store.port(), store);
    }

    /** Starts an engine's own executable. */
    static SuiteServer executable(String name, Path executable) throws IOException, InterruptedException {
        StoreExecutable store = StoreExecutable.start(executable);
        return new SuiteServer(name, "127.0.0.1", store.port(), store);
    }

    /** Returns a server that runs elsewhere: redis:// only. */
    static SuiteServer at(String url) {
        URI uri = URI.create(url);
        return new SuiteServer("STORE_URL", uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), () -> {});
    }

    String url() {
        return "redis://" + host + ":" + port;
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
