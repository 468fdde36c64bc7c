package io.voxguard.api.callevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.callevent.EventType;
import io.voxguard.testing.SettingsForTests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallEventSettingsTest {
    @Test
    void everyKeyHasItsDefault() {
        assertThat(SettingsForTests.defaults(CallEventSettings.class))
                .isEqualTo(Map.ofEntries(
                        Map.entry("voxguard.events.to", "off"),
                        Map.entry("voxguard.events.types", "detection"),
                        Map.entry("voxguard.events.source", "/voxguard/feature-serving"),
                        Map.entry("voxguard.events.numbers", "plain"),
                        Map.entry("voxguard.events.hash-key", ""),
                        Map.entry("voxguard.events.queue", "10000"),
                        Map.entry("voxguard.events.retry-for", "1m"),
                        Map.entry("voxguard.events.stream.detection", "voxguard:detections"),
                        Map.entry("voxguard.events.stream.call-scored", "voxguard:calls-scored"),
                        Map.entry("voxguard.events.stream.max-length", "1000000"),
                        Map.entry("voxguard.events.kafka.bootstrap-servers", ""),
                        Map.entry("voxguard.events.kafka.detection-topic", "io.voxguard.detection.v1"),
                        Map.entry("voxguard.events.kafka.call-scored-topic", "io.voxguard.call.scored.v1"),
                        Map.entry("voxguard.events.kafka.properties-file", "")));
    }

    @Test
    void everyKeyIsRead() {
        CallEventSettings settings = SettingsForTests.read(
                CallEventSettings.class,
                Map.ofEntries(
                        Map.entry("voxguard.events.to", "kafka"),
                        Map.entry("voxguard.events.types", "detection,call-scored"),
                        Map.entry("voxguard.events.source", "https://example.org/serving"),
                        Map.entry("voxguard.events.numbers", "hash"),
                        Map.entry("voxguard.events.hash-key", "secret"),
                        Map.entry("voxguard.events.queue", "7"),
                        Map.entry("voxguard.events.retry-for", "0s"),
                        Map.entry("voxguard.events.stream.detection", "d"),
                        Map.entry("voxguard.events.stream.call-scored", "s"),
                        Map.entry("voxguard.events.stream.max-length", "9"),
                        Map.entry("voxguard.events.kafka.bootstrap-servers", "a:1,b:2"),
                        Map.entry("voxguard.events.kafka.detection-topic", "dt"),
                        Map.entry("voxguard.events.kafka.call-scored-topic", "st"),
                        Map.entry("voxguard.events.kafka.properties-file", "/kafka.properties")));
        assertThat(settings.to()).isEqualTo(CallEventSettings.Target.KAFKA);
        assertThat(settings.types()).containsExactlyInAnyOrder(EventType.values());
        assertThat(settings.source()).isEqualTo("https://example.org/serving");
        assertThat(settings.numbers()).isEqualTo(CallEventSettings.Numbers.HASH);
        assertThat(settings.hashKey()).contains("secret");
        assertThat(settings.queue()).isEqualTo(7);
        assertThat(settings.retryFor()).isEqualTo(Duration.ZERO);
        assertThat(settings.stream().detection()).isEqualTo("d");
        assertThat(settings.stream().callScored()).isEqualTo("s");
        assertThat(settings.stream().maxLength()).isEqualTo(9);
        assertThat(settings.kafka().bootstrapServers()).contains("a:1,b:2");
        assertThat(settings.kafka().detectionTopic()).isEqualTo("dt");
        assertThat(settings.kafka().callScoredTopic()).isEqualTo("st");
        assertThat(settings.kafka().propertiesFile()).contains(Path.of("/kafka.properties"));
    }

    @ParameterizedTest
    @CsvSource({"to, nowhere", "types, all", "numbers, sha1", "queue, 0", "retry-for, -1s", "stream.max-length, 0"})
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(CallEventSettings.class, "voxguard.events." + key, value))
                .isNotBlank();
    }
}
