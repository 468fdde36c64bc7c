package io.voxguard.serving.decisionlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.DecisionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records as lines of JSON. */
class DecisionJsonTest {
    private static final DecisionPolicy POLICY = new DecisionPolicy(
            Decision.ALLOW, new DecisionPolicy.UnknownCaller(Decision.BLOCK, 3, List.of("stats", "load")));

    @Test
    void recordWithEverythingIsReadAsItWasWritten() {
        DecisionRecord record = record(
                "c \"1\"",
                new DecisionRecord.Ruled("core", Long.MAX_VALUE >> 10, List.of("r-1", "r-2"), 2, "review"),
                new DecisionRecord.Given("allow", "policy", "degraded", POLICY));

        assertThat(DecisionJson.read(line(record))).isEqualTo(record);
    }

    @Test
    void minimalRecordIsReadAsItWasWritten() {
        DecisionRecord record = record(null, null, null);

        assertThat(DecisionJson.read(line(record))).isEqualTo(record);
        assertThat(line(record)).doesNotContain("call_id", "rules", "final_decision", "policy");
    }

    @Test
    void decisionWithoutAPolicyReasonIsReadBackWithoutOne() {
        DecisionRecord record = record(null, null, new DecisionRecord.Given("block", "model", null, POLICY));

        assertThat(line(record)).doesNotContain("\"policy\"");
        assertThat(DecisionJson.read(line(record))).isEqualTo(record);
    }

    /** As docs/decision-log.md has it. */
    @Test
    void fieldsAreWrittenByTheirNames() {
        DecisionRecord record = record(
                "c",
                new DecisionRecord.Ruled("core", 7, List.of("r-1", "r-2"), 1, "block"),
                new DecisionRecord.Given("review", "policy", "unknown_caller", POLICY));

        assertThat(line(record))
                .isEqualTo(
                        "{\"time_ms\":1000,\"call_id\":\"c\",\"started_at_ms\":900,\"model\":\"m\",\"version\":\"2\","
                                + "\"sha256\":\"ab\",\"views\":{\"stats\":\"1\"},\"vector\":{\"stats:ratio\":0.1,\"load:calls\":-0.0},"
                                + "\"defaulted\":{\"load:calls\":\"missing\"},\"score\":0.75,\"decision\":\"review\","
                                + "\"rules\":{\"set\":\"core\",\"revision\":7,\"fired\":[\"r-1\",\"r-2\"],\"failed\":1,\"decision\":\"block\"},"
                                + "\"degraded\":{\"load\":\"timed_out\"},\"final_decision\":\"review\",\"decided_by\":\"policy\","
                                + "\"policy\":\"unknown_caller\",\"policy_in_force\":{\"degraded\":\"allow\",\"at_most\":\"block\","
                                + "\"present\":3,\"views\":[\"stats\",\"load\"]}}");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void nonFiniteNumbersAreWrittenAsNull(float value) {
        DecisionRecord record = withVector(Map.of("a:b", value), value);

        assertThat(line(record)).contains("\"a:b\":null").contains("\"score\":null");
        DecisionRecord read = DecisionJson.read(line(record));
        assertThat(read.vector().get("a:b")).isNaN();
        assertThat(read.score()).isNaN();
    }

    @Test
    void randomFloatsAreReadBackExactly() {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("DecisionJsonTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                DecisionRecord read = DecisionJson.read(line(withVector(Map.of("a:b", value), value)));
                assertThat(read.vector()).containsEntry("a:b", value);
                assertThat(read.score()).isEqualTo(value);
            }
        }
    }

    @Test
    void orderOfTheVectorIsThatOfTheInputs() {
        Map<String, Float> vector = new LinkedHashMap<>();
        for (String name : List.of("z:z", "a:a", "m:m")) {
            vector.put(name, 1f);
        }

        assertThat(DecisionJson.read(line(withVector(vector, 0))).vector().keySet())
                .containsExactly("z:z", "a:a", "m:m");
    }

    @Test
    void unknownFieldsAreSkipped() {
        String line = line(record("c", null, null));
        String later = line.substring(0, line.length() - 1) + ",\"later\":{\"model\":[1,{\"version\":2}]}}";

        assertThat(DecisionJson.read(later)).isEqualTo(record("c", null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"model\":\"m\",\"version\":\"1\"}",
                "{\"model\":\"m\",\"vector\":{\"a:b\":1}}",
                "{\"version\":\"1\",\"vector\":{\"a:b\":1}}",
                "{\"model\":\"m\",\"version\":\"1\",\"vector\":{}}",
                "{\"model\":\"m\",\"version\":\"1\",\"vector\":{\"a:b\":\"x\"}}",
                "{\"model\":\"m\",\"version\":\"1\",\"vector\":{\"a:b\":1}",
                "{\"time_ms\":\"x\",\"model\":\"m\",\"version\":\"1\",\"vector\":{\"a:b\":1}}",
                "{\"model\":\"m\",\"version\":\"1\",\"vector\":{\"a:b\":1},\"score\":\"x\"}",
                "{\"model\":\"m\",\"version\":\"1\",\"vector\":{\"a:b\":1},\"policy_in_force\":{\"degraded\":\"maybe\"}}",
                "{\"model\":\"m\",\"version\":\"1\",\"vector\":{\"a:b\":1},\"policy_in_force\":{\"at_most\":\"\"}}",
            })
    void lineThatIsNotARecordIsRefused(String line) {
        assertThatThrownBy(() -> DecisionJson.read(line)).isInstanceOf(InvalidDocument.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'degraded':['load'] | degraded: expected an object, got a list",
                "'degraded':'load' | degraded: expected an object, got a text",
                "'degraded':null | degraded: expected an object, got null",
                "'degraded':{'load':['timed_out']} | degraded.load: expected a text, got a list",
                "'views':['stats'] | views: expected an object, got a list",
                "'defaulted':true | defaulted: expected an object, got a flag",
                "'vector':[1] | vector: expected an object, got a list",
                "'vector':{'a:b':'x'} | vector.a:b: expected a number or null, got a text",
                "'score':{} | score: expected a number or null, got an object",
                "'time_ms':1.5 | time_ms: expected an integer, got a number with a fraction",
                "'started_at_ms':'1' | started_at_ms: expected an integer, got a text",
                "'model':{'x':1} | model: expected a text, got an object",
                "'call_id':7 | call_id: expected a text, got an integer",
                "'decision':null | decision: expected a text, got null",
                "'rules':['r'] | rules: expected an object, got a list",
                "'rules':{'fired':'r'} | rules.fired: expected a list of texts, got a text",
                "'rules':{'fired':['r',1]} | rules.fired: expected a list of texts, got an integer",
                "'rules':{'failed':4294967296} | rules.failed: expected an integer of 32 bits, got 4294967296",
                "'final_decision':1 | final_decision: expected a text, got an integer",
                "'policy_in_force':'allow' | policy_in_force: expected an object, got a text",
                "'policy_in_force':{'degraded':1} | policy_in_force.degraded: expected a text, got an integer",
                "'policy_in_force':{'at_most':'maybe'} | policy_in_force.at_most: expected allow, review or block, got maybe",
                "'policy_in_force':{'views':{}} | policy_in_force.views: expected a list of texts, got an object",
            })
    void valueOfAnotherTypeIsRefusedByTheNameOfItsField(String field, String why) {
        String line = "{'model':'m','version':'1','vector':{'a:b':1}," + field + "}";

        assertThatThrownBy(() -> DecisionJson.read(line.replace('\'', '"')))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage(why);
    }

    private static DecisionRecord record(
            @Nullable String callId, DecisionRecord.@Nullable Ruled rules, DecisionRecord.@Nullable Given given) {
        Map<String, Float> vector = new LinkedHashMap<>();
        vector.put("stats:ratio", 0.1f);
        vector.put("load:calls", -0.0f);
        return new DecisionRecord(
                1_000,
                callId,
                900,
                "m",
                "2",
                "ab",
                Map.of("stats", "1"),
                vector,
                Map.of("load:calls", "missing"),
                0.75f,
                "review",
                rules,
                Map.of("load", "timed_out"),
                given);
    }

    private static DecisionRecord withVector(Map<String, Float> vector, float score) {
        return new DecisionRecord(
                1, null, 1, "m", "1", "", Map.of(), vector, Map.of(), score, "allow", null, Map.of(), null);
    }

    private static String line(DecisionRecord record) {
        return new String(DecisionJson.write(record), StandardCharsets.UTF_8);
    }
}
