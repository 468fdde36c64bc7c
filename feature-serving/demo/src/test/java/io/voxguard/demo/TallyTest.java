package io.voxguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.demo.records.CallRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is counted of a replay, and how {@link Summary} prints it. */
class TallyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REASON =
            "{\"feature\":\"%s\",\"value\":%s,\"ordinary\":{\"low\":0,\"median\":1,\"high\":12.5}}";

    private final Tally tally = new Tally();

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ScoringClient.Reply reply(
            String caller, @Nullable String label, int status, String body, long micros) {
        return new ScoringClient.Reply(new CallRecord(caller, "2", "t", 0, 1, label), status, tree(body), micros);
    }

    private void count(String caller, String decision, double score, String... reasons) {
        tally.count(reply(caller, null, 200, answer(decision, score, "[]", reasons), 100));
    }

    private static String answer(String decision, double score, String degraded, String... reasons) {
        return "{\"decision\":\"" + decision + "\",\"score\":" + score + ",\"degraded\":" + degraded + ",\"reasons\":["
                + String.join(",", reasons) + "]}";
    }

    private String summary() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Summary.print(tally, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void lastLineCountsEveryOutcome() {
        count("1", "allow", 0.1);
        count("1", "review", 0.6);
        count("1", "block", 0.9);
        tally.count(reply("1", null, 200, answer("allow", 0.1, "[{\"view\":\"v\"}]"), 100));
        JsonNode line = tree(tally.json(2, ""));
        assertThat(line.path("calls").asInt()).isEqualTo(4);
        assertThat(line.path("scored").asInt()).isEqualTo(4);
        assertThat(line.path("errors").asInt()).isZero();
        assertThat(line.path("degraded").asInt()).isEqualTo(1);
        assertThat(line.path("blocked").asInt()).isEqualTo(1);
        assertThat(line.path("review").asInt()).isEqualTo(1);
        assertThat(line.path("calls_per_s").asInt()).isEqualTo(2);
        assertThat(tally.everyCallScored()).isTrue();
    }

    @Test
    void latenciesArePercentilesOfAllReplies() {
        for (int i = 1; i <= 100; i++) {
            tally.count(reply("1", null, 200, answer("allow", 0, "[]"), 10L * i));
        }
        JsonNode line = tree(tally.json(1, ""));
        assertThat(line.path("p50_us").asLong()).isBetween(495L, 505L);
        assertThat(line.path("p99_us").asLong()).isBetween(985L, 995L);
    }

    @Test
    void latencyBeyondAMinuteIsCountedAsAMinute() {
        tally.count(reply("1", null, 200, answer("allow", 0, "[]"), 600_000_000));
        assertThat(tree(tally.json(1, "")).path("p50_us").asLong()).isBetween(59_900_000L, 60_100_000L);
    }

    @Test
    void otherStatusIsAnErrorWithItsMessage() {
        tally.count(reply("1", null, 429, "{\"error\":{\"message\":\"no room\"}}", 1));
        assertThat(tally.everyCallScored()).isFalse();
        assertThat(tally.errorMessages()).containsExactly("HTTP 429 no room");
        assertThat(tree(tally.json(1, "")).path("errors").asInt()).isEqualTo(1);
        assertThat(tree(tally.json(1, "")).path("scored").asInt()).isZero();
        assertThat(tally.mostSuspicious(10)).isEmpty();
    }

    @Test
    void callWithoutAReplyIsAnErrorThatNamesItsCaller() {
        tally.failed(new CallRecord("+1415", "2", null, 0, 0, null), new IOException("reset"));
        assertThat(tally.everyCallScored()).isFalse();
        assertThat(tally.errorMessages())
                .singleElement()
                .asString()
                .contains("+1415")
                .contains("reset");
    }

    @Test
    void firstThreeErrorsAreShownAndAllAreCounted() {
        for (int i = 0; i < 5; i++) {
            tally.count(reply("1", null, 500 + i, "{}", 1));
        }
        assertThat(tally.errorMessages()).containsExactly("HTTP 500 ", "HTTP 501 ", "HTTP 502 ");
        assertThat(tree(tally.json(1, "")).path("errors").asInt()).isEqualTo(5);
    }

    @Test
    void callersAreOrderedByBlockedCallsThenReviewedCallsThenHighestScore() {
        count("calm", "allow", 0.99);
        count("calmer", "allow", 0.2);
        count("reviewed", "review", 0.5);
        count("blocked", "block", 0.8);
        count("often", "block", 0.7);
        count("often", "block", 0.7);
        assertThat(tally.mostSuspicious(10))
                .extracting(caller -> caller.number)
                .containsExactly("often", "blocked", "reviewed", "calm", "calmer");
        assertThat(tally.mostSuspicious(2)).hasSize(2);
    }

    @Test
    void callerKeepsItsHighestScore() {
        count("1", "block", 0.9);
        count("1", "allow", 0.1);
        assertThat(tally.mostSuspicious(1)).singleElement().satisfies(caller -> {
            assertThat(caller.highest).isEqualTo(0.9);
            assertThat(caller.calls).isEqualTo(2);
            assertThat(caller.blocked).isEqualTo(1);
        });
    }

    @Test
    void reasonsOfStoppedCallsOnlyAreCounted() {
        count("1", "allow", 0.1, REASON.formatted("a", "3"));
        count("1", "block", 0.9, REASON.formatted("a", "4"), REASON.formatted("b", "5"));
        count("1", "review", 0.5, REASON.formatted("a", "6"));
        assertThat(tally.mostSuspicious(1)).singleElement().satisfies(caller -> assertThat(caller.reasons)
                .isEqualTo(java.util.Map.of("a", 2, "b", 1)));
    }

    @Test
    void exampleOfAReasonIsThatOfTheWorstCall() {
        count("1", "review", 0.5, REASON.formatted("a", "3"));
        count("1", "block", 0.9, REASON.formatted("a", "40"));
        count("1", "review", 0.6, REASON.formatted("a", "5"));
        assertThat(tally.mostSuspicious(1)).singleElement().satisfies(caller -> assertThat(caller.examples.get("a"))
                .isEqualTo("a 40.00 (ordinary 0.000 to 12.50)"));
    }

    @Test
    void labelsAreCountedInAlphabeticalOrder() {
        tally.count(reply("1", "wangiri", 200, answer("block", 0.9, "[]"), 1));
        tally.count(reply("1", "wangiri", 200, answer("allow", 0.1, "[]"), 1));
        tally.count(reply("1", "ordinary", 200, answer("allow", 0.1, "[]"), 1));
        tally.count(reply("1", null, 200, answer("allow", 0.1, "[]"), 1));
        assertThat(tally.labels().keySet()).containsExactly("ordinary", "wangiri");
        assertThat(tally.labels().get("wangiri"))
                .isNotNull()
                .extracting(label -> label.calls, label -> label.stopped)
                .containsExactly(2L, 1L);
    }

    @Test
    void summaryNamesCallersWithTheirMostFrequentReasons() {
        for (int i = 0; i < 3; i++) {
            count("+14155550100", "block", 0.9, REASON.formatted("often", "3"));
        }
        count(
                "+14155550100",
                "block",
                0.9,
                REASON.formatted("once", "1"),
                REASON.formatted("also", "1"),
                REASON.formatted("too-many", "1"));
        List<String> line = summary()
                .lines()
                .filter(text -> text.startsWith("+14155550100"))
                .toList();
        assertThat(line).singleElement().asString().contains("0.900", "often 3.000 (ordinary 0.000 to 12.50)");
        assertThat(line.get(0).split(";", -1)).as("three reasons at most").hasSize(3);
        assertThat(line.get(0).indexOf("often")).isLessThan(line.get(0).indexOf(';'));
    }

    @Test
    void summaryShowsTenCallersAtMost() {
        for (int i = 0; i < 12; i++) {
            count("caller-" + i, "allow", i / 100.0);
        }
        assertThat(summary().lines().filter(text -> text.startsWith("caller-"))).hasSize(10);
        assertThat(summary()).contains("caller-11 ").doesNotContain("caller-0 ");
    }

    @Test
    void summaryHasLabelsAndErrorsOnlyWhereThereAreSome() {
        count("1", "allow", 0.1);
        assertThat(summary()).doesNotContain("label in the records").doesNotContain("error:");
        tally.count(reply("1", "wangiri", 200, answer("block", 0.9, "[]"), 1));
        tally.count(reply("1", "wangiri", 200, answer("allow", 0.9, "[]"), 1));
        tally.count(reply("1", null, 503, "{\"error\":{\"message\":\"no model\"}}", 1));
        assertThat(summary()).containsPattern("wangiri +2 +1 \\(50\\.0 %\\)").contains("error: HTTP 503 no model");
    }
}
