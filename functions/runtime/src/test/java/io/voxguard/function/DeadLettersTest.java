package io.voxguard.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeadLettersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeStream stream = new FakeStream();
    private final DeadLetters letters = new DeadLetters(stream, JSON, InstantSource.fixed(Instant.ofEpochMilli(1_000)));

    /** A stream in memory, which answers as it is told to. */
    private static final class FakeStream implements EventStream {
        private final List<byte[]> records = new ArrayList<>();
        private StoreOutcome outcome = StoreOutcome.DONE;

        @Override
        public CompletionStage<StoreOutcome> append(List<byte[]> appended, Duration limit) {
            records.addAll(appended);
            return CompletableFuture.completedFuture(outcome);
        }

        @Override
        public void close() {}
    }

    @Test
    void letterHasTimeCauseSourceIdAndPayload() throws Exception {
        assertThat(letters.add("why", Optional.of("/source"), Optional.of("id"), "payload"))
                .isTrue();
        assertThat(letter())
                .isEqualTo(JSON.readTree(
                        "{\"cause\":\"why\",\"at\":1000,\"source\":\"/source\",\"id\":\"id\",\"event\":\"payload\"}"));
    }

    @Test
    void payloadOf8192CharactersIsKeptWhole() throws Exception {
        letters.add("why", Optional.empty(), Optional.empty(), "x".repeat(8_192));
        assertThat(letter().path("event").asText()).hasSize(8_192);
        assertThat(letter().has("event_characters")).isFalse();
    }

    @Test
    void longerPayloadIsCutAndItsLengthIsKept() throws Exception {
        letters.add("why", Optional.empty(), Optional.empty(), "x".repeat(8_193));
        assertThat(letter().path("event").asText()).isEqualTo("x".repeat(8_192));
        assertThat(letter().path("event_characters").asInt()).isEqualTo(8_193);
    }

    @Test
    void payloadIsNotCutWithinASurrogatePair() throws Exception {
        letters.add("why", Optional.empty(), Optional.empty(), "x".repeat(8_191) + "\uD83D\uDE00" + "y");
        assertThat(letter().path("event").asText()).isEqualTo("x".repeat(8_191));
        assertThat(letter().path("event_characters").asInt()).isEqualTo(8_194);
    }

    @Test
    void causeSourceAndIdAreSingleLinesOfBoundedLength() throws Exception {
        letters.add("a\nb" + "c".repeat(500), Optional.of("s\u0000" + "t".repeat(200)), Optional.of("i\r"), "");
        assertThat(letter().path("cause").asText())
                .startsWith("a b")
                .endsWith("… (503 characters)")
                .hasSizeLessThan(450);
        assertThat(letter().path("source").asText()).startsWith("s t").endsWith("… (202 characters)");
        assertThat(letter().path("id").asText()).isEqualTo("i ");
    }

    @ParameterizedTest
    @EnumSource(value = StoreOutcome.class, names = "DONE", mode = EnumSource.Mode.EXCLUDE)
    void letterThatTheStoreDidNotAcceptIsReported(StoreOutcome outcome) {
        stream.outcome = outcome;
        assertThat(letters.add("why", Optional.empty(), Optional.empty(), "payload"))
                .isFalse();
    }

    private JsonNode letter() throws IOException {
        return JSON.readTree(stream.records.getLast());
    }
}
