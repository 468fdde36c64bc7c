package io.voxguard.demo.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Destinations of the demo, as the document that event-fanout reads, and as it says how they stand. */
final class Destinations {
    static final String CASES = "cases";
    static final String ALERTS = "alerts";
    static final String SECRET_VARIABLE = "ALERTS_SECRET";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Destinations() {}

    /**
     * How a destination stands.
     *
     * @param dead events that were given up
     * @param lastFailure empty if no attempt failed
     */
    record State(long delivered, long dead, String lastFailure) {
        static final State UNKNOWN = new State(0, 0, "");

        /** Returns the number of events that it is done with. */
        long settled() {
            return delivered + dead;
        }

        /** Returns what is missing of a number of events, for people. */
        String missing(long events) {
            return (events - delivered) + " of " + events + ", " + dead + " of them given up"
                    + (lastFailure.isEmpty() ? "" : "; last failure: " + lastFailure);
        }
    }

    /**
     * Returns the document.
     *
     * @param withCases whether case management runs
     * @param alertsPort of alerting's webhook; empty if it does not run
     */
    static String document(RunKeys keys, boolean withCases, OptionalInt alertsPort) {
        StringBuilder yaml = new StringBuilder("destinations:\n");
        if (withCases) {
            yaml.append("""
                      - name: %s
                        type: stream
                        stream: "%s"
                    """.formatted(CASES, keys.cases()));
        }
        alertsPort.ifPresent(port -> yaml.append("""
                  - name: %s
                    type: webhook
                    url: http://127.0.0.1:%d/
                    secret_env: %s
                    allow_private: true
                """.formatted(ALERTS, port, SECRET_VARIABLE)));
        return yaml.toString();
    }

    /** Asks event-fanout how its destinations stand. */
    static Map<String, State> states(HttpClient http, URI fanout) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(fanout.resolve("/v1/destinations"))
                .timeout(Duration.ofSeconds(5))
                .build();
        HttpResponse<byte[]> reply = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (reply.statusCode() != 200) {
            throw new IOException("event-fanout answered HTTP " + reply.statusCode());
        }
        return read(reply.body());
    }

    static Map<String, State> read(byte[] reply) throws IOException {
        Map<String, State> states = new LinkedHashMap<>();
        for (JsonNode destination : JSON.readTree(reply).path("destinations")) {
            states.put(
                    destination.path("name").asText(),
                    new State(
                            destination.path("delivered").asLong(),
                            destination.path("dead").asLong(),
                            destination.path("last_failure").asText()));
        }
        return states;
    }
}
