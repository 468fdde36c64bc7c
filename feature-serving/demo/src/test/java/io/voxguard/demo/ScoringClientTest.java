package io.voxguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.demo.records.CallRecord;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScoringClientTest {
    private static final long START = Instant.parse("2026-03-02T08:15:30.250Z").toEpochMilli();
    private static final CallRecord CALL = new CallRecord("+1", "+2", "trunk \"7\"", START, 60, "wangiri");

    @Test
    void bodyHasTheCallButNotItsLabel() {
        assertThat(ScoringClient.body(CALL))
                .isEqualTo("{\"caller\":\"+1\",\"callee\":\"+2\",\"trunk\":\"trunk \\\"7\\\"\","
                        + "\"started_at\":\"2026-03-02T08:15:30.250Z\"}");
    }

    @Test
    void bodyOfACallWithoutATrunkHasNoTrunk() {
        assertThat(ScoringClient.body(new CallRecord("+1", "+2", null, START, 60, null)))
                .doesNotContain("trunk");
    }

    @Test
    void replyHasItsCallStatusBodyAndTime() throws Exception {
        try (ScoringServer server = new ScoringServer(body -> {
                    assertThat(body).isEqualTo(ScoringClient.body(CALL));
                    return new ScoringServer.Reply(429, "{\"error\":{\"message\":\"full\"}}");
                });
                ScoringClient client = new ScoringClient(server.url())) {
            ScoringClient.Reply reply = client.score(CALL).get(10, TimeUnit.SECONDS);
            assertThat(reply.call()).isSameAs(CALL);
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.body().at("/error/message").asText()).isEqualTo("full");
            assertThat(reply.micros()).isBetween(1L, 10_000_000L);
        }
    }

    @Test
    void replyThatIsNotJsonFails() throws Exception {
        try (ScoringServer server = new ScoringServer(body -> new ScoringServer.Reply(200, "<html>"));
                ScoringClient client = new ScoringClient(server.url())) {
            CompletableFuture<ScoringClient.Reply> reply = client.score(CALL);
            assertThatThrownBy(() -> reply.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void absentServiceFails() throws Exception {
        ScoringServer server = new ScoringServer(body -> new ScoringServer.Reply(200, "{}"));
        server.close();
        try (ScoringClient client = new ScoringClient(server.url())) {
            CompletableFuture<ScoringClient.Reply> reply = client.score(CALL);
            assertThatThrownBy(() -> reply.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
    }
}
