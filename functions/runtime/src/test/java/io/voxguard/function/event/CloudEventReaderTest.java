package io.voxguard.function.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventReaderTest {
    private static final byte[] DATA = "{}".getBytes(StandardCharsets.UTF_8);

    @Test
    void binaryEventHasItsAttributesExtensionsAndData() {
        CloudEvent event = CloudEventReader.binary(
                Map.of(
                        "specversion", "1.0",
                        "type", "t",
                        "source", "/s",
                        "id", "1",
                        "time", "2026-01-01T00:00:00Z",
                        "trace", "x"),
                "application/json",
                DATA);
        assertThat(event.getType()).isEqualTo("t");
        assertThat(event.getTime()).hasToString("2026-01-01T00:00Z");
        assertThat(event.getExtension("trace")).isEqualTo("x");
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(CloudEventReader.text(Objects.requireNonNull(event.getData())))
                .isEqualTo("{}");
    }

    @Test
    void emptyDataIsNoData() {
        Map<String, String> attributes = Map.of("specversion", "1.0", "type", "t", "source", "/s", "id", "1");
        assertThat(CloudEventReader.binary(attributes, null, new byte[0]).getData())
                .isNull();
    }

    @Test
    void binaryEventWithoutVersionOrWithAnotherIsRefused() {
        assertThatThrownBy(() -> CloudEventReader.binary(Map.of("type", "t"), null, DATA))
                .hasMessageContaining("specversion: expected 1.0");
        assertThatThrownBy(() -> CloudEventReader.binary(Map.of("specversion", "7"), null, DATA))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void structuredEventInAnotherFormatIsRefusedByItsMediaType() {
        assertThatThrownBy(() -> CloudEventReader.structured("application/cloudevents+avro", DATA))
                .hasMessageContaining("content-type: expected application/cloudevents+json")
                .hasMessageContaining("got application/cloudevents+avro");
    }

    @ParameterizedTest
    @CsvSource({
        "Application/CloudEvents+JSON; charset=UTF-8, application/cloudevents+json",
        "' text/plain ', text/plain",
        "'', ''"
    })
    void mediaTypeIsComparedWithoutCaseAndParameters(String contentType, String mediaType) {
        assertThat(CloudEventReader.mediaType(contentType)).isEqualTo(mediaType);
    }

    @Test
    void absentContentTypeIsAnEmptyMediaType() {
        assertThat(CloudEventReader.mediaType(null)).isEmpty();
    }
}
