package io.voxguard.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Server of an engine's own executable (redis-server, valkey-server), in a child process on loopback, without persistence. For tests only. Closing it ends the process.
 * Thread-safe.
 */
public final class StoreExecutable implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final String READY = "eady to accept connections";

    private final Process process;
    private final int port;

    private StoreExecutable(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a server on a free port and returns once it accepts connections. */
    public static StoreExecutable start(Path executable) throws IOException, InterruptedException {
        return start(executable, FreePort.onLoopback());
    }

    /** Starts a server on a port, for tests that put one engine in the place of another. */
    public static StoreExecutable start(Path executable, int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        executable.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no"))
                .redirectErrorStream(true)
                .start();
        StoreExecutable server = new StoreExecutable(process, port);
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> readLog(process, ready));
        try {
            if (ready.get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                return server;
            }
        } catch (ExecutionException | TimeoutException e) {
            server.close();
            throw new IOException(executable + " did not start", e);
        } catch (InterruptedException e) {
            server.close();
            throw e;
        }
        server.close();
        throw new IOException(executable + " ended at its start");
    }

    /** Reads to the end: a server whose output is not read would block. */
    private static void readLog(Process process, CompletableFuture<Boolean> ready) {
        try (var log = process.inputReader()) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                if (line.contains(READY)) {
                    ready.complete(true);
                }
            }
        } catch (IOException e) {
            // it was ended
        }
        ready.complete(false);
    }

    /** Returns an executable from an environment variable, or else from the path; empty if there is none. */
    public static Optional<Path> find(String command, String variable) {
        String given = System.getenv(variable);
        if (given != null && !given.isBlank()) {
            return Optional.of(Path.of(given));
        }
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .findFirst();
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
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
