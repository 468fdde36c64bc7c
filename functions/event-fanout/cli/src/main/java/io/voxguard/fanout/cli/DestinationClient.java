package io.voxguard.fanout.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A destination of a running event-fanout, over HTTP. */
final class DestinationClient {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(1);

    private final String url;
    private final String destination;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    DestinationClient(String url, String destination) throws CommandFailure {
        if (!url.matches("https?://[^/?#\\s]+/?")) {
            throw CommandFailure.usage("--url: expected an address such as http://127.0.0.1:8080, got " + url);
        }
        this.url = url.replaceAll("/$", "");
        this.destination = destination;
    }

    String destination() {
        return destination;
    }

    /**
     * Sends a request.
     *
     * @param path below the destination, with a slash; each segment encoded
     * @param body JSON; empty: none
     * @return the answer; a missing node if it is empty
     * @throws CommandFailure if the answer is an error, or does not come
     */
    JsonNode send(String method, String path, String body) throws CommandFailure, InterruptedException {
        URI uri;
        HttpResponse<String> response;
        try {
            uri = URI.create(url + "/v1/destinations/" + segment(destination) + path);
            response = http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(ANSWER)
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--url: expected an address such as http://127.0.0.1:8080, got " + url);
        } catch (IOException e) {
            throw CommandFailure.failed("no answer from " + url + ": " + reason(e));
        }
        return answer(response);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private JsonNode answer(HttpResponse<String> response) throws CommandFailure {
        JsonNode json;
        try {
            json = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            json = JSON.missingNode();
        }
        if (response.statusCode() / 100 == 2) {
            return json;
        }
        String message = json.path("error").path("message").asText("status " + response.statusCode() + " from " + url);
        throw response.statusCode() == 400 ? CommandFailure.usage(message) : CommandFailure.failed(message);
    }

    /** Returns a text as a segment of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
