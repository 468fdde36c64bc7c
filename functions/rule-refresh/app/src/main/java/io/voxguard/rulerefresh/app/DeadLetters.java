package io.voxguard.rulerefresh.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.voxguard.rulerefresh.app.Change.Handled;
import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.RedisStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Where events go that no try can do anything with: a stream of the store, each with its cause. Thread-safe. */
@Singleton
public final class DeadLetters {
    /** The stream's key. */
    public static final String STREAM = "voxguard:rules:dead-letters";

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final long MOST = 10_000;
    private static final int MOST_CHARACTERS = 8_192;
    private static final int MOST_CAUSE = 400;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final EventStream stream;
    private final ObjectMapper json;
    private final Clock clock;

    DeadLetters(RedisStore store, ObjectMapper json, Clock clock) {
        this.stream = store.events().stream(STREAM, MOST);
        this.json = json;
        this.clock = clock;
    }

    /** Keeps an event that no try can do anything with; whether it was kept. */
    public boolean add(Handled.Dead dead, CloudEvent event) {
        return add(
                dead.cause(),
                Optional.of(event.getSource().toString()),
                Optional.of(event.getId()),
                Change.text(event.getData()));
    }

    /**
     * Keeps what came in an event's place. Waits for the store's answer, which is bounded.
     *
     * @param source of the event, where it could be read
     * @param id of the event, where it could be read
     * @param event as it came; what is longer than 8,192 characters is cut off, and the record says how many there were
     * @return whether it was kept; what was not has to come again
     */
    public boolean add(String cause, Optional<String> source, Optional<String> id, String event) {
        Map<String, Object> letter = new LinkedHashMap<>();
        letter.put("cause", OneLine.of(cause, MOST_CAUSE));
        letter.put("at", clock.millis());
        source.ifPresent(text -> letter.put("source", OneLine.of(text)));
        id.ifPresent(text -> letter.put("id", OneLine.of(text)));
        LOG.warnf("A dead letter: %s", letter);
        letter.put("event", begin(event));
        if (event.length() > MOST_CHARACTERS) {
            letter.put("event_characters", event.length());
        }
        StoreOutcome outcome = append(letter);
        if (outcome != StoreOutcome.DONE) {
            LOG.errorf("The dead letter was not stored: %s", outcome);
        }
        return outcome == StoreOutcome.DONE;
    }

    private static String begin(String event) {
        int end = Math.min(event.length(), MOST_CHARACTERS);
        boolean half = end < event.length() && Character.isHighSurrogate(event.charAt(end - 1));
        return event.substring(0, half ? end - 1 : end);
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
            throw new IllegalStateException("a map of texts is JSON", e);
        }
    }
}
