package io.voxguard.serving.callevent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.testing.EventSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Events as they are written, against the examples and the schemas. */
class CallEventJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = "/voxguard/feature-serving";
    private static final PhoneNumbers PLAIN = new PhoneNumbers.Plain();

    private static String write(EventType type, long sequence, Scored call, PhoneNumbers numbers) {
        CallEventJson json = new CallEventJson(SOURCE, numbers, new Random(7));
        return new String(
                json.write(new CallEvent(type, sequence, SampleEvents.SCORED_AT, call)), StandardCharsets.UTF_8);
    }

    /** Compares all but the id. */
    private static void assertIsExample(String event, String example) throws IOException {
        assertThat(EventSchemas.problems(event)).isEmpty();
        assertThat(withoutId(JSON.readTree(event)))
                .isEqualTo(withoutId(JSON.readTree(EventSchemas.folder()
                        .resolve("examples/" + example + ".json")
                        .toFile())));
    }

    private static JsonNode withoutId(JsonNode event) throws IOException {
        ((ObjectNode) event).remove("id");
        return JSON.readTree(event.toString()); // so that numbers of both have one type
    }

    @Test
    void callBlockedByRulesIsAsInTheExample() throws IOException {
        assertIsExample(write(EventType.DETECTION, 1, SampleEvents.blockedByRules(), PLAIN), "detection-by-rules");
    }

    @Test
    void hashedNumbersAndDegradedViewsAreAsInTheExample() throws IOException {
        assertIsExample(
                write(
                        EventType.DETECTION,
                        1,
                        SampleEvents.reviewedBecauseDegraded(),
                        new PhoneNumbers.Hashed("an example key, not a secret")),
                "detection-hashed-degraded");
    }

    @Test
    void emergencyCallWithoutAScoreIsAsInTheExample() throws IOException {
        assertIsExample(
                write(EventType.CALL_SCORED, 1, SampleEvents.emergencyWithoutScore(), PLAIN), "call-scored-emergency");
    }

    @Test
    void eventThatIsWrittenAgainHasTheSameBytes() {
        CallEventJson json = new CallEventJson(SOURCE, PLAIN, new Random(7));
        CallEvent event = new CallEvent(EventType.DETECTION, 4, SampleEvents.SCORED_AT, SampleEvents.blockedByRules());
        assertThat(json.write(event)).isEqualTo(json.write(event));
    }

    @Test
    void idsAreDifferentUuidsOfVersionSevenWithTheTimeOfTheDecision() throws IOException {
        Set<String> ids = new HashSet<>();
        for (int sequence = 0; sequence < 1_000; sequence++) {
            String event = write(EventType.DETECTION, sequence, SampleEvents.blockedByRules(), PLAIN);
            UUID id = UUID.fromString(JSON.readTree(event).get("id").textValue());
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(SampleEvents.SCORED_AT);
            ids.add(id.toString());
        }
        assertThat(ids).hasSize(1_000);
    }

    @Test
    void processesDrawDifferentIds() {
        CallEvent event = new CallEvent(EventType.DETECTION, 1, SampleEvents.SCORED_AT, SampleEvents.blockedByRules());
        assertThat(new EventIds(new Random(1)).id(event)).isNotEqualTo(new EventIds(new Random(2)).id(event));
    }

    @Test
    void hashesAreTheSameForTheSameNumberAndKeyOnly() {
        PhoneNumbers numbers = new PhoneNumbers.Hashed("key of sixteen b");
        assertThat(numbers.of("+14155550123"))
                .isEqualTo(numbers.of("+14155550123"))
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(numbers.of("+14155550124"))
                .isNotEqualTo(new PhoneNumbers.Hashed("key of sixteen c").of("+14155550123"));
    }

    @Test
    void hashedEventDoesNotContainTheNumbers() {
        String event = write(
                EventType.DETECTION,
                1,
                SampleEvents.blockedByRules(),
                new PhoneNumbers.Hashed("an example key, not a secret"));
        assertThat(event).doesNotContain("4155550123", "2071838750");
    }
}
