package io.voxguard.serving.decisionlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionLogTest {
    @Test
    void replayedCallHasTheLoggedScore(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("decisions.jsonl");
        List<DecisionRecord> records = records(50);
        try (BufferedDecisionLog log = new BufferedDecisionLog(new DecisionFile(file), 1, 100, Math::random)) {
            records.forEach(log::add);
        }
        assertThat(Files.readAllLines(file)).hasSize(50);
        assertThat(DecisionJson.read(Files.readAllLines(file).get(7))).isEqualTo(records.get(7));
        try (DecisionReplay replay = new DecisionReplay(ShippedModels.FOLDER, 0)) {
            assertThat(replay.replay(file, line -> {
                        throw new AssertionError(line);
                    }))
                    .isEqualTo(new DecisionReplay.Summary(50, 50, 0, 0));
        }
    }

    @Test
    void replayReportsTamperedRecordsAndOtherModels(@TempDir Path folder) throws IOException {
        String line = new String(DecisionJson.write(records(1).get(0)), java.nio.charset.StandardCharsets.UTF_8);
        Path file = folder.resolve("decisions.jsonl");
        Files.write(
                file,
                List.of(
                        line,
                        line.replaceFirst("\"score\":[^,]*", "\"score\":0.123"),
                        line.replaceFirst("\"sha256\":\"..", "\"sha256\":\"zz"),
                        line.replaceFirst("\"version\":\"3\"", "\"version\":\"99\""),
                        "not a record"));
        List<String> told = new ArrayList<>();
        try (DecisionReplay replay = new DecisionReplay(ShippedModels.FOLDER, 0)) {
            assertThat(replay.replay(file, told::add)).isEqualTo(new DecisionReplay.Summary(5, 1, 1, 3));
        }
        assertThat(told).hasSize(4);
        assertThat(told.get(0)).contains("decisions.jsonl:2").contains("logged 0.123");
        assertThat(told.get(1)).contains("sha256");
    }

    @Test
    void fullQueueDropsAndCountsWithoutBlocking() {
        CountDownLatch stuck = new CountDownLatch(1);
        BufferedDecisionLog log = new BufferedDecisionLog(
                new BufferedDecisionLog.Destination() {
                    @Override
                    public void write(List<byte[]> some) throws InterruptedException {
                        stuck.await();
                    }

                    @Override
                    public void close() {}
                },
                1,
                10,
                Math::random);
        DecisionRecord one = records(1).get(0);
        for (int i = 0; i < 1_000; i++) {
            log.add(one);
        }
        assertThat(log.dropped()).isGreaterThan(400);
        stuck.countDown();
        log.close();
        assertThat(log.written() + log.dropped()).isEqualTo(1_000);
    }

    @Test
    void recordsLostByAnInterruptAreCounted() {
        CountDownLatch added = new CountDownLatch(1);
        BufferedDecisionLog log = new BufferedDecisionLog(
                new BufferedDecisionLog.Destination() {
                    @Override
                    public void write(List<byte[]> some) throws InterruptedException {
                        added.await();
                        throw new InterruptedException();
                    }

                    @Override
                    public void close() {}
                },
                1,
                1_000,
                Math::random);
        DecisionRecord one = records(1).get(0);
        for (int i = 0; i < 600; i++) {
            log.add(one);
        }
        added.countDown();
        log.close();
        log.add(one);
        assertThat(log.dropped()).isEqualTo(601);
        assertThat(log.written()).isZero();
    }

    @Test
    void sampledShareOfTheCallsIsRecorded(@TempDir Path folder) {
        double[] drawn = {0.0};
        try (BufferedDecisionLog log =
                new BufferedDecisionLog(new DecisionFile(folder.resolve("x")), 0.25, 10, () -> drawn[0])) {
            assertThat(log.wants()).isTrue();
            drawn[0] = 0.2499;
            assertThat(log.wants()).isTrue();
            drawn[0] = 0.25;
            assertThat(log.wants()).isFalse();
        }
    }

    @Test
    void shareBeyondOneIsRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> new BufferedDecisionLog(new DecisionFile(folder.resolve("y")), 1.5, 10, Math::random))
                .hasMessageContaining("sample");
    }

    @Test
    void lineThatIsNotARecordIsRefused() {
        assertThatThrownBy(() -> DecisionJson.read("{\"model\":\"m\"}")).isInstanceOf(InvalidDocument.class);
        assertThatThrownBy(() -> DecisionJson.read("[1]")).isInstanceOf(InvalidDocument.class);
    }

    private static List<DecisionRecord> records(int count) {
        Random random = new Random(5);
        List<DecisionRecord> records = new ArrayList<>();
        try (Model model = ModelFolder.load(ShippedModels.gbm())) {
            Manifest manifest = model.manifest();
            for (int i = 0; i < count; i++) {
                Map<String, Float> vector = new LinkedHashMap<>();
                manifest.inputs().forEach(input -> vector.put(input.feature().toString(), random.nextFloat() * 50));
                float score;
                try (ModelRun run = model.begin(1)) {
                    int at = 0;
                    for (float value : vector.values()) {
                        run.inputs().put(at++, value);
                    }
                    run.run();
                    score = run.score(0);
                }
                records.add(new DecisionRecord(
                        1000 + i,
                        i % 2 == 0 ? "c-" + i : null,
                        i,
                        manifest.id().name(),
                        manifest.id().version(),
                        manifest.sha256(),
                        Map.of("caller_velocity", "1"),
                        vector,
                        Map.of("caller_velocity:calls_1m", "stale"),
                        score,
                        "allow",
                        i % 3 == 0 ? new DecisionRecord.Ruled("core", 7, List.of("r-1", "r-2"), 1, "block") : null,
                        Map.of(),
                        null));
            }
        }
        return records;
    }
}
