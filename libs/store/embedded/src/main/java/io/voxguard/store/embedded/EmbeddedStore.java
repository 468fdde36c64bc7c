package io.voxguard.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/**
 * Real Redis server in a child process, on loopback, without persistence. Not for production: its data is lost when it ends.
 *
 * <p>Closing it ends the process. Thread-safe.
 */
public final class EmbeddedStore implements AutoCloseable {
    private final RedisServer server;
    private final int port;

    private EmbeddedStore(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts a server on a free port of 127.0.0.1 and returns once it accepts connections. */
    public static EmbeddedStore start() {
        return start(FreePort.onLoopback());
    }

    /** Starts a server on the given port of 127.0.0.1, for tests that bring a store back where it was. */
    public static EmbeddedStore start(int port) {
        return start(port, null);
    }

    /** Starts a server that listens on a Unix socket too. */
    public static EmbeddedStore startWithSocket(Path unixSocket) {
        return start(FreePort.onLoopback(), unixSocket);
    }

    private static EmbeddedStore start(int port, @Nullable Path unixSocket) {
        try {
            var settings = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .setting("daemonize no");
            if (unixSocket != null) {
                settings.setting("unixsocket " + unixSocket);
            }
            RedisServer server = settings.build();
            server.start();
            return new EmbeddedStore(server, port);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded Redis server did not start on port " + port, e);
        }
    }

    public int port() {
        return port;
    }

    /** Returns the address as a STORE_URL. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded Redis server did not stop", e);
        }
    }
}
