package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.decisionlog.DecisionReplay;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.pipeline.DecidedCallSink;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.PipelineEnvironment;
import io.voxguard.serving.pipeline.PipelineEvents;
import io.voxguard.serving.pipeline.PolicyOptions;
import io.voxguard.serving.pipeline.ScoringPipeline;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The project's views in Feast's layout: calls are scored as on packed rows, and the decision log can be replayed. */
@QuarkusTest
@WithTestResource(FeastLayoutScoreTest.ViewsInFeastsLayout.class)
class FeastLayoutScoreTest {
    private static final Instant NOW = Instant.ofEpochMilli(Instant.now().toEpochMilli());
    private static Path log = Path.of("unset");

    @Test
    void feastHashesGiveTheScoresOfPackedRowsAndTheLogReplaysEqual() throws Exception {
        List<Float> scores = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            for (FeatureView view : SampleRows.CATALOGUE.views().values()) {
                push(view, i);
            }
            JsonPath reply = given().body("{\"call_id\":\"c-" + i + "\",\"caller\":\"+1415555010" + i % 10
                            + "\",\"callee\":\"+442071838750\",\"trunk\":\"t-" + i + "\",\"started_at\":\"" + NOW
                            + "\",\"include_provenance\":true}")
                    .post("/v1/score")
                    .then()
                    .statusCode(200)
                    .body("degraded", empty())
                    .body("features.present", equalTo(40))
                    .body("provenance.findAll { it.source == 'store' }.size()", equalTo(34))
                    .extract()
                    .jsonPath();
            assertThat(reply.getString("provenance.find { it.feature == 'caller_velocity:calls_1m' }.event_timestamp"))
                    .isEqualTo(NOW.minusSeconds(12 - i).toString());
            scores.add(reply.getFloat("score"));
        }
        List<Float> onPackedRows = onPackedRows();
        for (int i = 0; i < scores.size(); i++) {
            assertThat(scores.get(i)).isCloseTo(onPackedRows.get(i), offset(DecisionReplay.EVALUATORS_AGREE));
        }
        assertThat(scores.stream().distinct().count()).isGreaterThan(1);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Files.readAllLines(log)).hasSize(12));
        try (DecisionReplay replay = new DecisionReplay(StoreForTests.models(), DecisionReplay.EVALUATORS_AGREE)) {
            assertThat(replay.replay(log, line -> {
                        throw new AssertionError(line);
                    }))
                    .isEqualTo(new DecisionReplay.Summary(12, 12, 0, 0));
        }
        assertThat(Files.readString(log)).contains("\"call_id\":\"c-3\"").doesNotContain("+1415555");
    }

    private static void push(FeatureView view, int i) {
        String entity = entity(view, i);
        StringBuilder df = new StringBuilder("{\"" + view.joinKeys().get(0).name() + "\":[\"" + entity
                + "\"],\"event_timestamp\":[\"" + NOW.minusSeconds(12 - i) + "\"]");
        view.features()
                .forEach(feature -> df.append(",\"" + feature.name() + "\":["
                        + switch (feature.type()) {
                            case BOOL -> i % 2 == 0;
                            case INT32 -> i * 7;
                            default -> i / 16.0;
                        }
                        + "]"));
        given().body("{\"push_source_name\":\"" + view.name() + "_push\",\"df\":" + df + "}}")
                .post("/push")
                .then()
                .statusCode(200);
    }

    private static String entity(FeatureView view, int i) {
        return switch (view.party().orElseThrow()) {
            case CALLER -> "+1415555010" + i % 10;
            case CALLEE -> "+442071838750";
            case TRUNK -> "t-" + i;
        };
    }

    private static List<Float> onPackedRows() {
        List<Float> scores = new ArrayList<>();
        try (SampleRows rows = new SampleRows();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(StoreForTests.url()));
                Model model = ModelFolder.load(StoreForTests.models().resolve("call-fraud-gbm/3"))) {
            ScoringPipeline pipeline = new ScoringPipeline(
                    model,
                    new PipelineEnvironment(
                            SampleRows.CATALOGUE,
                            NumberRanges.read(StoreForTests.models().resolve("number-ranges.csv")),
                            new OnlineFeatures(store.online(), NearCache.none(), Ticker.SYSTEM),
                            CurrentRules.OFF,
                            DecisionLog.OFF,
                            DecidedCallSink.NONE,
                            PipelineEvents.NONE,
                            PolicyOptions.DEFAULT,
                            Clock.systemUTC(),
                            Ticker.SYSTEM));
            for (int i = 0; i < 12; i++) {
                for (FeatureView view : SampleRows.CATALOGUE.views().values()) {
                    float[] values = new float[view.features().size()];
                    for (int f = 0; f < values.length; f++) {
                        values[f] = switch (view.features().get(f).type()) {
                            case BOOL -> i % 2 == 0 ? 1 : 0;
                            case INT32 -> i * 7;
                            default -> i / 16.0f;
                        };
                    }
                    rows.raw(view.name(), entity(view, i), SampleRows.encoded(view.name(), NOW.toEpochMilli(), values));
                }
                Call call = new Call(
                        "c", "+1415555010" + i % 10, "+442071838750", "t-" + i, NOW.toEpochMilli(), 0, Map.of());
                Outcome outcome = pipeline.score(
                                List.of(call),
                                Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos(), Duration.ofSeconds(5), false),
                                Wanted.REASONS,
                                Runnable::run)
                        .toCompletableFuture()
                        .orTimeout(6, TimeUnit.SECONDS)
                        .join();
                scores.add(((Outcome.Answered) outcome).calls().get(0).verdict().score());
            }
        }
        return scores;
    }

    /** The project's own views, but in hashes. */
    public static final class ViewsInFeastsLayout extends FeaturesForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            super.configure(models, settings);
            try (Stream<Path> files = Files.list(models.resolve("feature-views"))) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    String text = Files.readString(file);
                    if (text.contains("entity:")) {
                        Files.writeString(file, text.replace("\nttl:", "\nlayout: feast\nproject: p\nttl:"));
                    }
                }
            }
            log = Files.createTempFile("decisions", ".jsonl");
            log.toFile().deleteOnExit();
            settings.put("voxguard.decision-log.to", "file");
            settings.put("voxguard.decision-log.file", log.toString());
        }
    }
}
