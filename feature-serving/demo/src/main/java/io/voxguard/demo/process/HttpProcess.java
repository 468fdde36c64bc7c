package io.voxguard.demo.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One of the project's services as a process of its own on loopback, as it is deployed. Closing it ends the process. */
public final class HttpProcess implements AutoCloseable {
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final int LOG_LINES = 30;

    private final String name;
    private final int port;
    private final Path log;
    private final ChildProcess process;

    private HttpProcess(String name, int port, Path log, ChildProcess process) {
        this.name = name;
        this.port = port;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a service; does not wait for it.
     *
     * @param name for errors
     * @param builder of its command and environment
     */
    public static HttpProcess start(String name, ProcessBuilder builder, int port) throws IOException {
        Path log = Files.createTempFile("voxguard-service-", ".log");
        log.toFile().deleteOnExit();
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().putIfAbsent("QUARKUS_HTTP_HOST", "127.0.0.1");
        return new HttpProcess(name, port, log, ChildProcess.start(builder));
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Waits until the process ends. */
    public void await() throws InterruptedException {
        process.await();
    }

    /**
     * Waits until the service says that it is ready.
     *
     * @throws IOException with the end of its log, if it is not within a minute; then it was ended
     */
    public void awaitReady() throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            if (Polling.until(TO_START, () -> !process.isAlive() || ready(http)) && process.isAlive()) {
                return;
            }
        }
        close();
        List<String> lines = Files.readAllLines(log);
        throw new IOException(name + " did not get ready on port " + port + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())));
    }

    private boolean ready(HttpClient http) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
