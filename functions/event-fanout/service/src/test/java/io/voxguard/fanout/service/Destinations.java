package io.voxguard.fanout.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A destinations document with a stream and a webhook, which answers with {@link #status}; short times. */
public final class Destinations implements QuarkusTestResourceLifecycleManager {
    static final List<String> RECEIVED = new CopyOnWriteArrayList<>();
    private static volatile int status = 200;

    @SuppressWarnings("NullAway.Init") // set by start()
    private static Path file;

    @SuppressWarnings("NullAway.Init") // set by start()
    private static HttpServer webhook;

    private final Vertx vertx = Vertx.vertx();

    @Override
    public Map<String, String> start() {
        try {
            webhook = vertx.createHttpServer()
                    .requestHandler(request -> {
                        RECEIVED.add(request.getHeader("Webhook-Id"));
                        request.response().setStatusCode(status).end();
                    })
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
            file = Files.createTempFile("destinations", ".yaml");
            write(document());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Map.of(
                "voxguard.fanout.destinations", file.toString(),
                "voxguard.fanout.reload", "100ms",
                "voxguard.fanout.lease", "2s",
                "voxguard.fanout.retry.first", "20ms",
                "voxguard.fanout.retry.longest", "100ms",
                "voxguard.fanout.circuit.pause", "100ms",
                "voxguard.function.retry", "500ms",
                "voxguard.fanout.store-limit", "500ms");
    }

    /** Returns the document that is in force at first. */
    static String document() {
        return """
            destinations:
              - {name: cases, type: stream, stream: cases, filter: "severity <> 'info'"}
              - {name: alerts, type: webhook, url: 'http://127.0.0.1:%d/', allow_private: true}
            """.formatted(webhook.actualPort());
    }

    static void write(String document) throws IOException {
        Files.writeString(file, document);
    }

    static void answer(int next) {
        status = next;
    }

    @Override
    public void stop() {
        vertx.close();
    }
}
