package io.voxguard.api.decisionlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.voxguard.api.store.StoreConnectionForTests;
import io.voxguard.serving.decisionlog.BufferedDecisionLog;
import io.voxguard.serving.decisionlog.DecisionJson;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.decisionlog.DecisionRecord;
import io.voxguard.testing.SettingsForTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log that the settings ask for. The store's stream has a test with a real store: {@code FeastCompatibleTest}. */
class DecisionLogProducerTest {
    private static final DecisionRecord RECORD = new DecisionRecord(
            1,
            "call-1",
            2,
            "model",
            "1",
            "00",
            Map.of(),
            Map.of("v:f", 1f),
            Map.of(),
            0.5f,
            "allow",
            null,
            Map.of(),
            null);

    private final DecisionLogProducer producer = new DecisionLogProducer();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    private DecisionLog log(Map<String, String> properties) {
        return producer.decisionLog(
                SettingsForTests.read(DecisionLogSettings.class, properties),
                StoreConnectionForTests.at("redis://127.0.0.1:1"),
                meters);
    }

    private Map<String, String> toFile(Path file) {
        return Map.of("voxguard.decision-log.to", "file", "voxguard.decision-log.file", file.toString());
    }

    @Test
    void nothingIsLoggedByDefault() {
        DecisionLog log = log(Map.of());
        assertThat(log).isSameAs(DecisionLog.OFF);
        assertThat(log.wants()).isFalse();
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void recordsAreAppendedToTheFileAndCounted() throws IOException {
        Path file = Files.writeString(folder.resolve("decisions.jsonl"), "kept\n");
        DecisionLog log = log(toFile(file));
        assertThat(log.wants()).isTrue();
        log.add(RECORD);
        producer.close(log);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2).startsWith("kept");
        assertThat(DecisionJson.read(lines.get(1))).isEqualTo(RECORD);
        assertThat(records("written")).isEqualTo(1);
        assertThat(records("dropped")).isZero();
    }

    @Test
    void recordAfterTheEndIsCountedAsDropped() {
        DecisionLog log = log(toFile(folder.resolve("decisions.jsonl")));
        assertThat(log).isInstanceOf(BufferedDecisionLog.class);
        producer.close(log);
        log.add(RECORD);
        assertThat(records("dropped")).isEqualTo(1);
        assertThat(records("written")).isZero();
    }

    @Test
    void sampleOfZeroRecordsNoCall() {
        Map<String, String> properties = new HashMap<>(toFile(folder.resolve("decisions.jsonl")));
        properties.put("voxguard.decision-log.sample", "0");
        DecisionLog log = log(properties);
        assertThat(log.wants()).isFalse();
        producer.close(log);
    }

    @Test
    void fileWithoutAPathIsRefusedWithItsKey() {
        assertThatThrownBy(() -> log(Map.of("voxguard.decision-log.to", "file")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("voxguard.decision-log.file: expected a path");
    }

    @Test
    void fileThatCannotBeWrittenIsNamed() {
        Path file = folder.resolve("absent/decisions.jsonl");
        assertThatThrownBy(() -> log(toFile(file)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }

    private double records(String outcome) {
        return meters.get("voxguard.decision.log.records")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }
}
