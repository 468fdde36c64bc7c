package io.voxguard.store.suite;

import io.voxguard.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real server that the suite runs against. */
record Engine(String name, String host, int port, AutoCloseable server) implements AutoCloseable {

    /** The server inside embedded-redis. */
    static Engine embedded() {
        EmbeddedStore store = EmbeddedStore.start();
        return new Engine("embedded", "127.0.0.1", store.port(), store);
    }

    /** A server's own executable, started without persistence on a free port of loopback. */
    static Engine executable(String name, Path executable) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        executable.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Engine engine = new Engine(name, "127.0.0.1", port, () -> {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        });
        for (int i = 0; i < 200 && process.isAlive(); i++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return engine;
            } catch (IOException notYet) {
                Thread.sleep(25);
            }
        }
        throw new IOException(executable + " did not start");
    }

    /** A server that somebody else runs: redis:// only. */
    static Engine at(String url) {
        URI uri = URI.create(url);
        return new Engine("STORE_URL", uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort(), () -> {});
    }

    /** An executable on the path, or where an environment variable says; null where there is none. */
    static @Nullable Path find(String command, String variable) {
        String given = System.getenv(variable);
        if (given != null && !given.isBlank()) {
            return Path.of(given);
        }
        for (String folder : System.getenv("PATH").split(":")) {
            Path file = Path.of(folder, command);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        return null;
    }

    String url() {
        return "redis://" + host + ":" + port;
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
