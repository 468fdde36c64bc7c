package io.voxguard.store.messaging.streams;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.StoreExecutable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Real server for tests.
 *
 * @param own whether the test has started it, and may do with it what it likes
 */
record TestServer(String url, boolean own, AutoCloseable server) implements AutoCloseable {
    static TestServer embedded() {
        EmbeddedStore store = EmbeddedStore.start();
        return new TestServer(store.url(), true, store);
    }

    /** Starts an engine's executable; the test is skipped where there is none. */
    static TestServer executable(String command, String variable) throws Exception {
        Optional<Path> executable = StoreExecutable.find(command, variable);
        assumeTrue(executable.isPresent(), "no " + command + " on the path");
        StoreExecutable store = StoreExecutable.start(executable.get());
        return new TestServer(store.url(), true, store);
    }

    /** Returns a server that somebody else runs. */
    static TestServer at(String url) {
        return new TestServer(url, false, () -> {});
    }

    int port() {
        return URI.create(url).getPort();
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
