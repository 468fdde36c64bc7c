package io.voxguard.fanout.delivery;

import static io.voxguard.fanout.delivery.Fanout.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import io.voxguard.testing.Eventually;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of webhook answers in docs/event-fanout.md: each answer once, then 200. Nothing is both delivered and dead. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookAnswersTest {
    private Fanout fanout;
    private WebhookServer webhook;
    private DeliveryEngine engine;
    private final AtomicInteger next = new AtomicInteger();

    @BeforeAll
    void open() throws Exception {
        fanout = new Fanout();
        webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(200));
        engine = fanout.start("""
            destinations:
              - {name: alerts, type: webhook, url: '%s', allow_private: true, timeout: 3s, secret_env: S}
            """.formatted(webhook.url("/hook?a=1")));
    }

    @AfterAll
    void close() throws Exception {
        webhook.close();
        fanout.close();
    }

    @BeforeEach
    void forget() {
        webhook.received().clear();
    }

    @AfterEach
    void emptyDeadLetters() throws Exception {
        for (DeadLetterBox.Kept letter : fanout.deadLetters(engine, "alerts")) {
            engine.deadLetters("alerts").orElseThrow().delete(letter.id());
        }
    }

    /** Sends an event whose first attempt gets the answer, and all further ones 200; returns when it is settled. */
    private void deliver(WebhookServer.Answers first) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        webhook.answer((request, received) -> {
            if (attempts.incrementAndGet() == 1) {
                first.answer(request, received);
            } else {
                WebhookServer.status(200).answer(request, received);
            }
        });
        fanout.append(event("e" + next.incrementAndGet(), "key"));
        Eventually.await("it is settled", () -> fanout.open("alerts") == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void successIsDelivered(int status) throws Exception {
        deliver(WebhookServer.status(status));
        assertThat(webhook.received()).hasSize(1);
        assertThat(fanout.deadLetters(engine, "alerts")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
    void passingFaultIsRetried(int status) throws Exception {
        deliver(WebhookServer.status(status));
        assertThat(webhook.received()).hasSize(2);
        assertThat(fanout.deadLetters(engine, "alerts")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422})
    void refusalAndRedirectAreDeadLetters(int status) throws Exception {
        deliver((request, received) -> request.response()
                .putHeader("Location", webhook.url("/elsewhere"))
                .setStatusCode(status)
                .end());
        assertThat(webhook.received()).hasSize(1);
        assertThat(fanout.deadLetters(engine, "alerts")).singleElement().satisfies(letter -> {
            assertThat(letter.letter().cause()).startsWith("status " + status);
            assertThat(letter.letter().attempts()).isEqualTo(1);
            assertThat(letter.letter().parse().event().getId()).isEqualTo("e" + next.get());
        });
    }

    @Test
    void resetIsRetried() throws Exception {
        deliver((request, received) -> request.connection().close());
        assertThat(webhook.received()).hasSize(2);
        assertThat(fanout.deadLetters(engine, "alerts")).isEmpty();
    }

    @Test
    void silenceIsRetriedAfterTheTimeout() throws Exception {
        deliver((request, received) -> {});
        assertThat(webhook.received()).hasSize(2);
        assertThat(fanout.deadLetters(engine, "alerts")).isEmpty();
    }

    @Test
    void endlessReplyIsAnAnswer() throws Exception {
        deliver((request, received) -> writeOnAndOn(request));
        assertThat(webhook.received()).hasSize(1);
    }

    private static void writeOnAndOn(HttpServerRequest request) {
        request.response().setChunked(true).write("x".repeat(10_000)).onSuccess(written -> writeMore(request));
    }

    private static void writeMore(HttpServerRequest request) {
        if (!request.response().closed()) {
            request.response().write("x".repeat(10_000)).onSuccess(written -> writeMore(request));
        }
    }

    @Test
    void retryAfterIsWaitedFor() throws Exception {
        long began = System.nanoTime();
        deliver((request, received) -> request.response()
                .putHeader("Retry-After", "1")
                .setStatusCode(429)
                .end());
        assertThat(System.nanoTime() - began).isGreaterThan(1_000_000_000L);
        assertThat(webhook.received()).hasSize(2);
    }

    @Test
    void longRetryAfterIsBounded() throws Exception {
        long began = System.nanoTime();
        deliver((request, received) -> request.response()
                .putHeader("Retry-After", "100000")
                .setStatusCode(503)
                .end());
        assertThat(System.nanoTime() - began).isBetween(2_000_000_000L, 20_000_000_000L);
        assertThat(webhook.received()).hasSize(2);
    }

    @Test
    void attemptsHaveOneIdAndSignaturesOfTheirOwn() throws Exception {
        deliver((request, received) -> request.response()
                .putHeader("Retry-After", "1")
                .setStatusCode(503)
                .end());
        assertThat(webhook.ids()).containsOnly("e" + next.get()).hasSize(2);
        for (WebhookServer.Received one : webhook.received()) {
            String signed =
                    one.headers().get("Webhook-Id") + "." + one.headers().get("Webhook-Timestamp") + ".";
            assertThat(one.headers().get("Webhook-Signature"))
                    .isEqualTo("v1,"
                            + hmac("secret-secret-secret", signed, one.body().getBytes()));
            assertThat(one.headers().get("Content-Type")).isEqualTo("application/cloudevents+json");
            assertThat(one.body().toString()).contains("\"score\":1.0").contains("é");
        }
        assertThat(webhook.received().get(0).headers().get("Webhook-Timestamp"))
                .isNotEqualTo(webhook.received().get(1).headers().get("Webhook-Timestamp"));
    }

    private static String hmac(String key, String start, byte[] body) throws Exception {
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(
                key.getBytes(java.nio.charset.StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update(start.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return java.util.Base64.getEncoder().encodeToString(mac.doFinal(body));
    }
}
