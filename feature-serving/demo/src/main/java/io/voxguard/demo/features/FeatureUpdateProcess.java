package io.voxguard.demo.features;

import io.voxguard.calls.CallProgress;
import io.voxguard.calls.CallProgressJson;
import io.voxguard.demo.process.HttpProcess;
import io.voxguard.store.embedded.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** feature-update as a process of its own, as it is deployed, which gets events over HTTP. Closing it ends the process. */
public final class FeatureUpdateProcess implements FeatureSink, AutoCloseable {
    /** Variables by which the user's own feature-update is set up. */
    private static final Pattern OWN_SETTINGS =
            Pattern.compile("VOXGUARD_(FEATURE_UPDATE|FUNCTION|SHUTDOWN)_.*|KAFKA_BOOTSTRAP_SERVERS");

    private static final int AT_ONCE = 500;
    private static final int ATTEMPTS = 3;
    private static final int TAKEN = 202;
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String SOURCE = "/voxguard/demo";

    private final HttpProcess process;
    private final URI url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private FeatureUpdateProcess(HttpProcess process) {
        this.process = process;
        this.url = process.url().resolve("/");
    }

    /** Starts it without waiting for it. */
    public static FeatureUpdateProcess start(Path root, Path models, String storeUrl) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-jar",
                root.resolve("functions/feature-update/service/target/quarkus-app/quarkus-run.jar")
                        .toString()));
        builder.environment().keySet().removeIf(OWN_SETTINGS.asMatchPredicate());
        builder.environment().put("STORE_URL", storeUrl);
        builder.environment().put("MODELS_DIR", models.toString());
        builder.environment().put("VOXGUARD_FUNCTION_STREAM", ""); // the user's own events are not this run's
        builder.environment().put("VOXGUARD_SHUTDOWN_NOTICE", "0s");
        builder.environment().put("VOXGUARD_SHUTDOWN_QUIET", "0s");
        return new FeatureUpdateProcess(HttpProcess.start("feature-update", builder, FreePort.onLoopback()));
    }

    /** Returns once it takes events. */
    public void awaitReady() throws IOException, InterruptedException {
        process.awaitReady();
    }

    @Override
    public void count(List<CallProgress> events) {
        for (int from = 0; from < events.size(); from += AT_ONCE) {
            post(batch(events.subList(from, Math.min(events.size(), from + AT_ONCE))));
        }
    }

    /** Sends a batch, again if it may not have been taken: an event that is sent again counts once. */
    private void post(byte[] batch) {
        String failure = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                HttpResponse<String> reply = http.send(
                        HttpRequest.newBuilder(url)
                                .timeout(LIMIT)
                                .header("content-type", "application/cloudevents-batch+json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(batch))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (reply.statusCode() == TAKEN) {
                    return;
                }
                failure = reply.statusCode() + " " + reply.body();
            } catch (IOException e) {
                failure = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while feature-update was given events", e);
            }
        }
        throw new IllegalStateException("feature-update did not take events: " + failure);
    }

    private static byte[] batch(List<CallProgress> events) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (CallProgress event : events) {
            body.write(body.size() == 0 ? '[' : ',');
            body.writeBytes(CallProgressJson.cloudEvent(event, SOURCE));
        }
        body.write(']');
        return body.toByteArray();
    }

    @Override
    public void close() {
        http.close();
        process.close();
    }
}
