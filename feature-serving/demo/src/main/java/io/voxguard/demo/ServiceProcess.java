package io.voxguard.demo;

import io.voxguard.demo.records.CallRecord;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The service as a process of its own, as it is deployed. Closing it ends the process. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final int REHEARSALS = 50;

    private final Process process;
    private final int port;
    private final Path log;

    private ServiceProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts it and returns once it is ready to score. */
    static ServiceProcess start(Project project, boolean nativeExecutable, String storeUrl, int port)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("voxguard-service-", ".log");
        log.toFile().deleteOnExit();
        ProcessBuilder builder = new ProcessBuilder(project.serviceCommand(nativeExecutable))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("STORE_URL", storeUrl);
        builder.environment().put("MODELS_DIR", project.models().toString());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().putIfAbsent("QUARKUS_HTTP_HOST", "127.0.0.1");
        ServiceProcess service = new ServiceProcess(builder.start(), port, log);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        service.awaitReady();
        return service;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Waits until the process ends. */
    void await() throws InterruptedException {
        process.waitFor();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + TO_START.toNanos();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            while (process.isAlive() && System.nanoTime() < end) {
                if (ready(http)) {
                    rehearse();
                    return;
                }
                Thread.sleep(50);
            }
        }
        List<String> lines = Files.readAllLines(log);
        close();
        throw new IOException("the service did not get ready on port " + port + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
    }

    /** A few calls over HTTP, so that nobody's first one waits for class loading. */
    private void rehearse() {
        CallRecord call = new CallRecord("10", "11", "rehearsal", System.currentTimeMillis(), 0, null);
        try (ScoringClient scoring = new ScoringClient(url())) {
            for (int i = 0; i < REHEARSALS; i++) {
                scoring.score(call).join();
            }
        }
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
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
