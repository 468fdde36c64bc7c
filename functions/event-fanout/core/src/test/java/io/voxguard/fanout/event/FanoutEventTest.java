package io.voxguard.fanout.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.voxguard.function.event.CloudEventReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FanoutEventTest {
    private static CloudEventBuilder event(String id) {
        return CloudEventBuilder.v1().withId(id).withSource(URI.create("/test")).withType("t");
    }

    @Test
    void orderingKeyIsPartitionKeyElseSubjectElseId() {
        assertThat(FanoutEvent.of(event("a").build()).orderingKey()).isEqualTo("a");
        assertThat(FanoutEvent.of(event("a").withSubject("s").build()).orderingKey())
                .isEqualTo("s");
        assertThat(FanoutEvent.of(event("a")
                                .withSubject("s")
                                .withExtension(FanoutEvent.PARTITION_KEY, "p")
                                .build())
                        .orderingKey())
                .isEqualTo("p");
    }

    @Test
    void identityIsMadeOfSourceAndId() {
        String identity = FanoutEvent.of(event("a").build()).identity();
        assertThat(FanoutEvent.of(event("a").withSubject("other").build()).identity())
                .isEqualTo(identity);
        assertThat(FanoutEvent.of(event("b").build()).identity()).isNotEqualTo(identity);
        assertThat(FanoutEvent.of(event("a").withSource(URI.create("/other")).build())
                        .identity())
                .isNotEqualTo(identity);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "{", "{},\"id\":\"other\"", "", "1 2"})
    void dataThatIsNotJsonIsRefused(String data) {
        assertThatThrownBy(() -> FanoutEvent.of(event("a")
                        .withData("application/json", data.getBytes(StandardCharsets.UTF_8))
                        .build()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void structuredFormIsReadBack() {
        FanoutEvent event = FanoutEvent.of(event("a")
                .withData("text/plain", "é".getBytes(StandardCharsets.UTF_8))
                .build());
        FanoutEvent read = FanoutEvent.read(event.structured());
        assertThat(CloudEventReader.text(read.event().getData())).isEqualTo("é");
        assertThat(read.identity()).isEqualTo(event.identity());
    }

    @Test
    void recordThatIsNotAnEventIsRefused() {
        for (String record : new String[] {"", "null", "{}", "[]"}) {
            assertThatThrownBy(() -> FanoutEvent.read(record.getBytes(StandardCharsets.UTF_8)))
                    .as(record)
                    .isInstanceOf(RuntimeException.class);
        }
    }
}
