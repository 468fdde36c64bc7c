package io.voxguard.fanout.send.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.vertx.core.Vertx;
import io.voxguard.fanout.delivery.WebhookServer;
import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.destination.Format;
import io.voxguard.fanout.destination.Target;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.send.DeliveryResult;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {
    private static final FanoutEvent EVENT = FanoutEvent.of(CloudEventBuilder.v1()
            .withId("id 1")
            .withSource(URI.create("/test"))
            .withType("t")
            .withSubject("Zoë \"%\"")
            .withData("application/json", "{\"score\":1.0,\"name\":\"é\"}".getBytes(StandardCharsets.UTF_8))
            .build());

    private final Vertx vertx = Vertx.vertx();
    private WebhookServer server;

    @BeforeEach
    void start() throws Exception {
        server = new WebhookServer(vertx, WebhookServer.status(200));
    }

    @AfterEach
    void stop() {
        server.close();
        vertx.close();
    }

    private DeliveryResult send(String url, Format format, boolean allowPrivate, CheckedAddress.Resolver resolver)
            throws Exception {
        Target.Webhook webhook = new Target.Webhook(URI.create(url), Optional.empty(), allowPrivate);
        Destination destination = new Destination(
                "alerts",
                webhook,
                Optional.empty(),
                format,
                true,
                4,
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                10,
                false);
        try (WebhookSender sender =
                new WebhookSender(vertx, destination, webhook, Optional.empty(), Clock.systemUTC(), resolver)) {
            return sender.send(List.of(EVENT)).toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "0.0.0.0"})
    void ownHostIsRejectedBeforeAConnectionIsMade(String host) throws Exception {
        DeliveryResult result =
                send("http://" + host + ":" + server.port() + "/", Format.STRUCTURED, false, InetAddress::getAllByName);
        assertThat(result)
                .isInstanceOfSatisfying(DeliveryResult.Rejected.class, rejected -> assertThat(rejected.cause())
                        .contains("public addresses"));
        assertThat(server.received()).isEmpty();
    }

    @Test
    void connectionGoesToTheAddressThatWasChecked() throws Exception {
        DeliveryResult result =
                send("http://alerts.example:" + server.port() + "/hook?a=b", Format.STRUCTURED, true, host ->
                        new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})});
        assertThat(result).isEqualTo(DeliveryResult.delivered());
        assertThat(server.received().getFirst().headers().get("Host")).isEqualTo("alerts.example:" + server.port());
        assertThat(server.received().getFirst().headers().contains("Webhook-Signature"))
                .isFalse();
    }

    @Test
    void unknownHostIsRetried() throws Exception {
        DeliveryResult result = send("http://nosuch.example/", Format.STRUCTURED, false, host -> {
            throw new UnknownHostException(host);
        });
        assertThat(result).isInstanceOf(DeliveryResult.Retry.class);
    }

    @Test
    void refusedConnectionIsRetried() throws Exception {
        int port = server.port();
        server.close();
        DeliveryResult result =
                send("http://127.0.0.1:" + port + "/", Format.STRUCTURED, true, InetAddress::getAllByName);
        assertThat(result).isInstanceOf(DeliveryResult.Retry.class);
    }

    @Test
    void binaryEventHasItsAttributesInHeaders() throws Exception {
        send(server.url("/"), Format.BINARY, true, InetAddress::getAllByName);
        WebhookServer.Received received = server.received().getFirst();
        assertThat(received.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(received.headers().get("ce-id")).isEqualTo("id%201");
        assertThat(received.headers().get("ce-subject")).isEqualTo("Zo%C3%AB%20%22%25%22");
        assertThat(received.headers().get("ce-specversion")).isEqualTo("1.0");
        assertThat(received.body().toString(StandardCharsets.UTF_8)).isEqualTo("{\"score\":1.0,\"name\":\"é\"}");
    }
}
