package io.voxguard.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReceivedEvent;
import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import io.voxguard.time.Backoff;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class EventProcessorTest {
    private static final ReceivedEvent EVENT =
            received("{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"1\",\"data\":{}}");

    private final List<String> letters = new ArrayList<>();
    private StoreOutcome kept = StoreOutcome.DONE;

    @Test
    void handledEventLeavesNoDeadLetter() throws Exception {
        assertThat(processor(event -> Outcome.done()).process(EVENT)).isEqualTo(Outcome.done());
        assertThat(letters).isEmpty();
    }

    @Test
    void rejectedEventIsADeadLetter() throws Exception {
        Outcome rejected = Outcome.rejected("data.x", "a number", "text");
        assertThat(processor(event -> rejected).process(EVENT)).isEqualTo(rejected);
        assertThat(letters).singleElement().asString().contains("data.x: expected a number, got text");
    }

    @Test
    void rejectedEventIsRedeliveredIfItsDeadLetterIsNotStored() throws Exception {
        kept = StoreOutcome.UNAVAILABLE;
        assertThat(processor(event -> Outcome.rejected("data.x", "a", "b")).process(EVENT))
                .isInstanceOfSatisfying(Outcome.Retry.class, retry -> assertThat(retry.cause())
                        .contains("store", "data.x: expected a, got b"));
    }

    @Test
    void handlerThatThrowsRejectsTheEvent() throws Exception {
        Outcome outcome = processor(event -> {
                    throw new IllegalStateException("a bug");
                })
                .process(EVENT);
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(letters).singleElement().asString().contains("a bug", "\"id\":\"1\"");
    }

    @Test
    void payloadThatIsNotAnEventIsADeadLetterWithTheTransportsId() throws Exception {
        for (String payload : List.of("", "null", "{}", "[1]", "{\"specversion\":\"1.0\",\"id\":\"\"}")) {
            letters.clear();
            assertThat(processor(event -> Outcome.done()).process(received(payload)))
                    .as(payload)
                    .isInstanceOf(Outcome.Rejected.class);
            assertThat(letters).singleElement().asString().contains("no CloudEvent 1.0", "\"id\":\"entry-7\"");
        }
    }

    private EventProcessor processor(EventHandler handler) {
        EventStream stream = new EventStream() {
            @Override
            public CompletionStage<StoreOutcome> append(List<byte[]> records, Duration limit) {
                records.forEach(record -> letters.add(new String(record, StandardCharsets.UTF_8)));
                return CompletableFuture.completedFuture(kept);
            }

            @Override
            public void close() {}
        };
        Retries retries =
                new Retries(Backoff.exponential(Duration.ofMillis(1), Duration.ofMillis(1)), () -> 0, delay -> {});
        return new EventProcessor(
                handler,
                retries,
                new FixedSettings(),
                new DeadLetters(stream, new ObjectMapper(), InstantSource.system()));
    }

    private static ReceivedEvent received(String payload) {
        return ReceivedEvent.structured(payload.getBytes(StandardCharsets.UTF_8), Optional.of("entry-7"));
    }

    private record FixedSettings() implements FunctionSettings {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public String deadLetters() {
            return "test:dead-letters";
        }

        @Override
        public Duration retry() {
            return Duration.ZERO;
        }

        @Override
        public Duration kafkaPatience() {
            return Duration.ZERO;
        }

        @Override
        public Optional<String> stream() {
            return Optional.empty();
        }

        @Override
        public Duration storeLimit() {
            return Duration.ofSeconds(1);
        }
    }
}
