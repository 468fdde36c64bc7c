package io.voxguard.function.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.function.event.UnreadableEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KafkaEventReaderTest {
    private static final byte[] STRUCTURED =
            "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"structured\"}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> BINARY =
            Map.of("ce_specversion", "1.0", "CE_TYPE", "t", "ce_source", "/s", "ce_id", "binary");

    @Test
    void recordWithAttributesIsBinary() throws Exception {
        assertThat(id(BINARY, STRUCTURED)).isEqualTo("binary");
    }

    @Test
    void structuredContentTypeOverridesAttributes() throws Exception {
        assertThat(id(
                        Map.of("Content-Type", "application/cloudevents+json; charset=UTF-8", "ce_id", "ignored"),
                        STRUCTURED))
                .isEqualTo("structured");
    }

    @Test
    void recordWithoutHeadersIsStructured() throws Exception {
        assertThat(id(Map.of(), STRUCTURED)).isEqualTo("structured");
    }

    @Test
    void tombstoneIsNotAnEvent() {
        assertThatThrownBy(() -> id(Map.of(), null)).isInstanceOf(UnreadableEvent.class);
    }

    @Test
    void otherFormatsAreRefusedByName() {
        assertThatThrownBy(() -> id(Map.of("content-type", "application/cloudevents+protobuf"), STRUCTURED))
                .hasMessageContaining("got application/cloudevents+protobuf");
    }

    private static String id(Map<String, String> headers, byte @Nullable [] value) throws UnreadableEvent {
        return KafkaEventReader.received(Optional.empty(), headers, value)
                .parse()
                .getId();
    }
}
