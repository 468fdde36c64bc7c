package io.voxguard.benchmarks.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Process of the {@code redis-server} on the path, on a free loopback port and a Unix socket, without persistence. Closing it ends the process. */
final class LocalRedis implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path socket;

    LocalRedis() throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        socket = Files.createTempDirectory("store-load").resolve("store.sock");
        process = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--unixsocket",
                        socket.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!Files.exists(socket)) {
            if (!process.isAlive() || System.nanoTime() > until) {
                process.destroy();
                throw new IOException("redis-server did not start");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    StoreAddress tcp() {
        return new StoreAddress("redis://127.0.0.1:" + port);
    }

    StoreAddress unix() {
        return new StoreAddress("redis-socket://" + socket);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(socket);
        Files.deleteIfExists(socket.resolveSibling(""));
    }
}
