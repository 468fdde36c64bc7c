package io.voxguard.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxguard.demo.records.CallRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Scores calls over HTTP, as any caller of the service does. */
final class ScoringClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final URI score;

    ScoringClient(URI service) {
        this.score = service.resolve("/v1/score");
    }

    /** @param micros how long the answer took, seen from here */
    record Reply(CallRecord call, int status, JsonNode body, long micros) {}

    CompletableFuture<Reply> score(CallRecord call) {
        HttpRequest request = HttpRequest.newBuilder(score)
                .timeout(Duration.ofSeconds(5))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(call)))
                .build();
        long start = System.nanoTime();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(reply ->
                        new Reply(call, reply.statusCode(), tree(reply.body()), (System.nanoTime() - start) / 1000));
    }

    static String body(CallRecord call) {
        ObjectNode body = JSON.createObjectNode().put("caller", call.caller()).put("callee", call.callee());
        if (call.trunk() != null) {
            body.put("trunk", call.trunk());
        }
        return body.put("started_at", Instant.ofEpochMilli(call.startedAtMs()).toString())
                .toString();
    }

    private static JsonNode tree(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
