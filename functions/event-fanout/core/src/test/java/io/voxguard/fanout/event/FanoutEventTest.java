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
    void replayedEventHasOneMoreAttributeAndIsOtherwiseTheSameByteByByte() {
        String record =
                " {\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/test\",\"type\":\"t\",\"data\":{\"score\":1.0,\"id\":12345678901234567890.10}}";
        FanoutEvent event = FanoutEvent.read(record.getBytes(StandardCharsets.UTF_8));
        FanoutEvent replayed = event.replayed("0a-1");
        assertThat(new String(replayed.structured(), StandardCharsets.UTF_8))
                .isEqualTo(record.replaceFirst("\\{", "{\"replay\":\"0a-1\","));
        assertThat(replayed.event().getExtension(FanoutEvent.REPLAY)).isEqualTo("0a-1");
        assertThat(FanoutEvent.read(replayed.structured()).event().getExtension(FanoutEvent.REPLAY))
                .isEqualTo("0a-1");
        assertThat(replayed.identity()).isEqualTo(event.identity());
    }

    @Test
    void eventThatIsReplayedAgainHasTheLastReplayOnly() {
        FanoutEvent twice = FanoutEvent.of(event("a").build()).replayed("one").replayed("two");
        assertThat(new String(twice.structured(), StandardCharsets.UTF_8))
                .contains("\"replay\":\"two\"")
                .doesNotContain("one");
        assertThat(FanoutEvent.read(twice.structured()).event().getExtension(FanoutEvent.REPLAY))
                .isEqualTo("two");
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
