package io.voxguard.rulerefresh.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.voxguard.rulerefresh.app.Change.Handled;
import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.RedisOnlineStore;
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
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final EventStream stream;
    private final ObjectMapper json;
    private final Clock clock;

    DeadLetters(RedisOnlineStore store, ObjectMapper json, Clock clock) {
        this.stream = store.stream(STREAM, MOST);
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
     * @param event as it came
     * @return whether it was kept; what was not has to come again
     */
    public boolean add(String cause, Optional<String> source, Optional<String> id, String event) {
        LOG.warnf("A dead letter: %s (source %s, id %s)", cause, source.orElse("?"), id.orElse("?"));
        Map<String, Object> letter = new LinkedHashMap<>();
        letter.put("cause", cause);
        letter.put("at", clock.millis());
        source.ifPresent(text -> letter.put("source", text));
        id.ifPresent(text -> letter.put("id", text));
        letter.put("event", event);
        StoreOutcome outcome = append(letter);
        if (outcome != StoreOutcome.DONE) {
            LOG.errorf("A dead letter was not stored (%s): %s", outcome, letter);
        }
        return outcome == StoreOutcome.DONE;
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
