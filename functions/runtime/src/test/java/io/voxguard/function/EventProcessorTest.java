package io.voxguard.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
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
    private Duration retry = Duration.ZERO;

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

    @Test
    void batchOfAHandlerOfSingleEventsStopsAtTheFirstRetry() throws Exception {
        List<String> handled = new ArrayList<>();
        EventProcessor processor = processor(event -> {
            handled.add(event.getId());
            return event.getId().equals("2") ? Outcome.retry("store: away") : Outcome.done();
        });
        assertThat(processor.processAll(List.of(event("1"), event("2"), event("3"))))
                .containsExactly(Outcome.done(), Outcome.retry("store: away"), Outcome.retry("store: away"));
        assertThat(handled).containsExactly("1", "2");
    }

    @Test
    void batchHandlerGetsAllEventsThenThoseToRetryInTheirOrder() throws Exception {
        retry = Duration.ofSeconds(1);
        List<List<String>> calls = new ArrayList<>();
        BatchEventHandler handler = events -> {
            calls.add(events.stream().map(CloudEvent::getId).toList());
            boolean first = calls.size() == 1;
            return events.stream().map(event -> outcome(event, first)).toList();
        };
        List<Outcome> outcomes = processor(handler)
                .processAll(List.of(event("1"), received("nonsense"), event("2"), event("bad"), event("3")));
        assertThat(calls).containsExactly(List.of("1", "2", "bad", "3"), List.of("2", "3"));
        assertThat(outcomes)
                .extracting(Outcome::getClass)
                .containsExactly(
                        Outcome.Done.class,
                        Outcome.Rejected.class,
                        Outcome.Done.class,
                        Outcome.Rejected.class,
                        Outcome.Done.class);
        assertThat(letters).hasSize(2);
    }

    private static Outcome outcome(CloudEvent event, boolean firstCall) {
        if (event.getId().equals("bad")) {
            return Outcome.rejected("id", "a number", "bad");
        }
        return firstCall && !event.getId().equals("1") ? Outcome.retry("store: away") : Outcome.done();
    }

    @Test
    void batchHandlerThatThrowsRejectsTheBatch() throws Exception {
        BatchEventHandler handler = events -> {
            throw new IllegalStateException("a bug");
        };
        assertThat(processor(handler).processAll(List.of(event("1"), event("2"))))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Rejected.class));
        assertThat(letters).hasSize(2);
    }

    private static ReceivedEvent event(String id) {
        return received("{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"" + id + "\",\"data\":{}}");
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
                new FixedSettings(retry),
                new DeadLetters(stream, new ObjectMapper(), InstantSource.system()));
    }

    private static ReceivedEvent received(String payload) {
        return ReceivedEvent.structured(payload.getBytes(StandardCharsets.UTF_8), Optional.of("entry-7"));
    }

    private record FixedSettings(Duration retry) implements FunctionSettings {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public String deadLetters() {
            return "test:dead-letters";
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
        public boolean streamOrdered() {
            return false;
        }

        @Override
        public Duration storeLimit() {
            return Duration.ofSeconds(1);
        }
    }
}
