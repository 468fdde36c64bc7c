package io.voxguard.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.voxguard.function.event.CloudEventReader;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.SingleLine;
import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Events that no delivery can get handled, each with its cause: a stream of the store. Thread-safe. */
final class DeadLetters {
    /** Number of dead letters that the stream keeps, approximately: the oldest go first. */
    static final long MAX_LETTERS = 10_000;

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final int MAX_EVENT_CHARACTERS = 8_192;
    private static final int MAX_CAUSE_CHARACTERS = 400;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final EventStream stream;
    private final ObjectMapper json;
    private final InstantSource clock;

    DeadLetters(EventStream stream, ObjectMapper json, InstantSource clock) {
        this.stream = stream;
        this.json = json;
        this.clock = clock;
    }

    /** Keeps a rejected event; returns whether the store has it. */
    boolean add(Outcome.Rejected rejected, CloudEvent event) {
        return add(
                rejected.cause(),
                Optional.of(event.getSource().toString()),
                Optional.of(event.getId()),
                CloudEventReader.text(event.getData()));
    }

    /**
     * Keeps a payload. Waits for the store's answer, two seconds at most.
     *
     * @param source of the event, if it can be read
     * @param id of the event, or the transport's
     * @param payload as received; more than 8,192 characters are cut off, and the letter says how many there were
     * @return whether the store has it; if not, the event must be delivered again
     */
    boolean add(String cause, Optional<String> source, Optional<String> id, String payload) {
        Map<String, Object> letter = new LinkedHashMap<>();
        letter.put("cause", SingleLine.of(cause, MAX_CAUSE_CHARACTERS));
        letter.put("at", clock.millis());
        source.ifPresent(text -> letter.put("source", SingleLine.of(text)));
        id.ifPresent(text -> letter.put("id", SingleLine.of(text)));
        LOG.warnf("Dead letter: %s", letter);
        letter.put("event", start(payload));
        if (payload.length() > MAX_EVENT_CHARACTERS) {
            letter.put("event_characters", payload.length());
        }
        StoreOutcome outcome = append(letter);
        if (outcome != StoreOutcome.DONE) {
            LOG.errorf("Cannot store a dead letter: %s", outcome);
        }
        return outcome == StoreOutcome.DONE;
    }

    private static String start(String payload) {
        int end = Math.min(payload.length(), MAX_EVENT_CHARACTERS);
        boolean splitsPair = end < payload.length() && Character.isHighSurrogate(payload.charAt(end - 1));
        return payload.substring(0, splitsPair ? end - 1 : end);
    }

    private StoreOutcome append(Map<String, Object> letter) {
        try {
            return stream.append(List.of(json.writeValueAsBytes(letter)), LIMIT)
                    .toCompletableFuture()
                    .get(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return StoreOutcome.TIMED_OUT;
        } catch (ExecutionException e) {
            return StoreOutcome.UNAVAILABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return StoreOutcome.TIMED_OUT;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers is JSON", e);
        }
    }
}
