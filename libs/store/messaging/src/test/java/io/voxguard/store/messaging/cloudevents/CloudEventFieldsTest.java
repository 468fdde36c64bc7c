package io.voxguard.store.messaging.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.reactive.messaging.ce.CloudEventMetadata;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloudEventFieldsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    private static final byte[] DATA = utf8("{\"caller\":\"+1\"}");
    private final CloudEventDecoder decoder = new CloudEventDecoder(ReadMode.DETECT, "record");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static CloudEventEncoder encoder(WriteMode mode) {
        return new CloudEventEncoder(mode, "record", Optional.of(URI.create("/channel")), Optional.of("t"), CLOCK);
    }

    private static Map<String, byte[]> encoded(CloudEventEncoder encoder, Optional<CloudEventMetadata<?>> own) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        encoder.encode(encoder.eventOf(own).orElseThrow(), "application/json", DATA, fields);
        return fields;
    }

    @ParameterizedTest
    @EnumSource(names = {"BINARY", "STRUCTURED"})
    void eventSurvivesTheWayThroughFields(WriteMode mode) {
        ZonedDateTime time = ZonedDateTime.of(2026, 5, 6, 7, 8, 9, 0, ZoneOffset.UTC);
        CloudEventMetadata<?> event = OutgoingCloudEventMetadata.builder()
                .withId("é-1")
                .withSource(URI.create("urn:test:1"))
                .withType("io.voxguard.call.started.v1")
                .withSubject("+4930")
                .withDataSchema(URI.create("urn:schema"))
                .withTimestamp(time)
                .withExtension("partitionkey", "k")
                .build();

        EventPayload read = decoder.decode(encoded(encoder(mode), Optional.of(event)));

        IncomingCloudEventMetadata<byte[]> metadata = read.event().orElseThrow();
        assertThat(metadata.getId()).isEqualTo("é-1");
        assertThat(metadata.getSource()).isEqualTo(URI.create("urn:test:1"));
        assertThat(metadata.getType()).isEqualTo("io.voxguard.call.started.v1");
        assertThat(metadata.getSubject()).contains("+4930");
        assertThat(metadata.getDataSchema()).contains(URI.create("urn:schema"));
        assertThat(metadata.getDataContentType()).contains("application/json");
        assertThat(metadata.getTimeStamp().orElseThrow().toInstant()).isEqualTo(time.toInstant());
        assertThat(metadata.<Object>getExtension("partitionkey")).contains("k");
        assertThat(read.data()).isEqualTo(DATA);
    }

    @Test
    void binaryFieldsAreNamedAsInKafkasBinding() {
        assertThat(encoded(encoder(WriteMode.BINARY), Optional.empty()).keySet())
                .containsExactlyInAnyOrder(
                        "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type", "record");
    }

    @Test
    void channelGivesWhatTheMessageDoesNotSay() {
        IncomingCloudEventMetadata<byte[]> metadata = decoder.decode(
                        encoded(encoder(WriteMode.BINARY), Optional.empty()))
                .event()
                .orElseThrow();
        assertThat(metadata.getSource()).isEqualTo(URI.create("/channel"));
        assertThat(metadata.getType()).isEqualTo("t");
        assertThat(metadata.getId()).isNotBlank();
        assertThat(metadata.getTimeStamp().orElseThrow().toInstant()).isEqualTo(CLOCK.instant());
    }

    @Test
    void messageIsNoEventWithoutMetadataAndChannelAttributes() {
        CloudEventEncoder plain =
                new CloudEventEncoder(WriteMode.BINARY, "record", Optional.empty(), Optional.empty(), CLOCK);
        assertThat(plain.eventOf(Optional.empty())).isEmpty();
    }

    @Test
    void entryOfTheFunctionsStreamIsReadInStructuredMode() {
        byte[] json =
                utf8("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":{\"a\":1}}");
        Map<String, byte[]> fields = Map.of("record", json);

        EventPayload read = new CloudEventDecoder(ReadMode.STRUCTURED, "record").decode(fields);

        assertThat(read.event().orElseThrow().getId()).isEqualTo("1");
        assertThat(new String(read.data(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
        assertThat(decoder.decode(fields).event()).isEmpty();
    }

    @Test
    void plainEntryIsItsPayload() {
        assertThat(decoder.decode(Map.of("record", DATA)).data()).isEqualTo(DATA);
        assertThat(decoder.decode(Map.of("other", DATA)).data()).isEmpty();
    }

    @Test
    void oddEventIsRefusedByTheNameOfTheAttribute() {
        Map<String, byte[]> fields = encoded(encoder(WriteMode.BINARY), Optional.empty());
        assertThatThrownBy(() -> decoder.decode(without(fields, "ce_id")))
                .hasMessage("ce_id: expected a value, got no such field");
        assertThatThrownBy(() -> decoder.decode(with(fields, "ce_source", "a b")))
                .hasMessage("ce_source: expected a URI, got a b");
        assertThatThrownBy(() -> decoder.decode(with(fields, "ce_time", "noon")))
                .hasMessage("ce_time: expected a time as in RFC 3339, got noon");
        assertThatThrownBy(() -> decoder.decode(
                        Map.of("content-type", utf8("application/cloudevents+json"), "record", utf8("["))))
                .hasMessageStartingWith("payload: expected a CloudEvent in JSON, got ");
    }

    private static Map<String, byte[]> without(Map<String, byte[]> fields, String name) {
        Map<String, byte[]> fewer = new LinkedHashMap<>(fields);
        fewer.remove(name);
        return fewer;
    }

    private static Map<String, byte[]> with(Map<String, byte[]> fields, String name, String value) {
        Map<String, byte[]> changed = new LinkedHashMap<>(fields);
        changed.put(name, utf8(value));
        return changed;
    }
}
