package io.voxguard.api;

import static org.awaitility.Awaitility.await;

import io.voxguard.store.embedded.FreePort;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** The packaged service, the jar or the native executable, as a process of its own. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;
    private final int port;

    private ServiceProcess(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** Starts it on a free port of the loopback interface. */
    static ServiceProcess start(Map<String, String> environment) throws IOException {
        int port = FreePort.onLoopback();
        Path output = Files.createTempFile("service", ".log");
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().putAll(environment);
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return new ServiceProcess(builder.start(), output, port);
    }

    private static List<String> command() throws IOException {
        Path target = Path.of(System.getProperty("voxguard.root"), "feature-serving/service/target");
        Properties artifact = new Properties();
        artifact.load(new StringReader(Files.readString(target.resolve("quarkus-artifact.properties"))));
        String file = target.resolve(artifact.getProperty("path")).toString();
        List<String> command = new ArrayList<>();
        if (!artifact.getProperty("type").startsWith("native")) {
            command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
            command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-jar"));
        }
        command.add(file);
        return command;
    }

    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The status of a GET; 0 where nobody answers. */
    int get(String path) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(uri(path))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    ServiceProcess awaitReady() {
        awaitStatus("/q/health/ready", 200);
        return this;
    }

    void awaitStatus(String path, int status) {
        try {
            await(path)
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(PATIENCE)
                    .failFast("the process has ended", () -> !process.isAlive())
                    .until(() -> get(path) == status);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new AssertionError(path + ": expected " + status + "\n" + output(), e);
        }
    }

    /** Asks it to stop, as orchestrators do: SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Its exit code, once it has ended by itself. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running\n" + output());
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written so far, to standard output and error. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }
}
