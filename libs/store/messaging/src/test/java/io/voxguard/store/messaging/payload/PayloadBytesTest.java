package io.voxguard.store.messaging.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxguard.store.messaging.IncomingRedisPubSubMetadata;
import io.voxguard.store.messaging.IncomingRedisStreamMetadata;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

class PayloadBytesTest {
    private final BytesConverter converter = new BytesConverter();

    private static String written(Object payload) {
        PayloadBytes bytes = PayloadBytes.of(payload);
        return new String(bytes.bytes(), StandardCharsets.UTF_8) + " " + bytes.contentType();
    }

    private static Message<?> received(String payload) {
        return Message.of(
                payload.getBytes(StandardCharsets.UTF_8),
                Metadata.of(new IncomingRedisStreamMetadata("s", "g", "c", "1-0", 1, Optional.empty(), Map.of())));
    }

    @Test
    void payloadsAreWrittenByTheirType() {
        assertThat(written("é")).isEqualTo("é text/plain");
        assertThat(written(1.5)).isEqualTo("1.5 text/plain");
        assertThat(written(true)).isEqualTo("true text/plain");
        assertThat(written(Buffer.buffer("b"))).isEqualTo("b application/octet-stream");
        assertThat(written(new byte[] {'c'})).isEqualTo("c application/octet-stream");
        assertThat(written(new JsonObject().put("a", 1))).isEqualTo("{\"a\":1} application/json");
        assertThat(written(new JsonArray().add(1))).isEqualTo("[1] application/json");
        assertThat(written(List.of(1, 2))).isEqualTo("[1,2] application/json");
    }

    @Test
    void nothingIsRefused() {
        assertThatThrownBy(() -> PayloadBytes.of(null)).hasMessage("payload: expected one, got null");
    }

    @Test
    void receivedBytesBecomeWhatTheMethodTakes() {
        assertThat(converter.canConvert(received("x"), String.class)).isTrue();
        assertThat(converter.convert(received("é"), String.class).getPayload()).isEqualTo("é");
        assertThat(converter.convert(received("{\"a\":1}"), JsonObject.class).getPayload())
                .isEqualTo(new JsonObject().put("a", 1));
        assertThat(converter.convert(received("[1]"), JsonArray.class).getPayload())
                .isEqualTo(new JsonArray().add(1));
        assertThat(converter.convert(received("b"), Buffer.class).getPayload()).isEqualTo(Buffer.buffer("b"));
    }

    @Test
    void conversionKeepsTheMetadata() {
        assertThat(converter.convert(received("x"), String.class).getMetadata(IncomingRedisStreamMetadata.class))
                .isPresent();
    }

    @Test
    void messagesOfOtherConnectorsAndOtherTypesAreLeftAlone() {
        assertThat(converter.canConvert(Message.of(new byte[0]), String.class)).isFalse();
        assertThat(converter.canConvert(received("x"), Integer.class)).isFalse();
        Message<?> published =
                Message.of(new byte[0], Metadata.of(new IncomingRedisPubSubMetadata("channel", Optional.empty())));
        assertThat(converter.canConvert(published, String.class)).isTrue();
    }
}
