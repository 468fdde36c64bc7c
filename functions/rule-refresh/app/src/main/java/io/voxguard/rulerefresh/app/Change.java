package io.voxguard.rulerefresh.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.voxguard.rulerefresh.publish.RefreshOutcome;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event that rules have changed asks for, and what it leads to. Thread-safe. */
@Singleton
public final class Change {
    private final Refreshes refreshes;
    private final RulesSettings settings;
    private final ObjectMapper json;

    Change(Refreshes refreshes, RulesSettings settings, ObjectMapper json) {
        this.refreshes = refreshes;
        this.settings = settings;
        this.json = json;
    }

    /** What became of an event. */
    public sealed interface Handled {
        /** It need not come again, whether the rules could leave the database or not. */
        record Done(RefreshOutcome outcome) implements Handled {}

        /** It may come again: database or store did not answer. */
        record Later(String cause) implements Handled {}

        /** No try can do anything with it: it belongs among the dead letters. */
        record Dead(String field, String expected, String got) implements Handled {
            public Dead {
                got = OneLine.of(got);
            }

            public String cause() {
                return field + ": expected " + expected + ", got " + got;
            }
        }
    }

    /** What an event asks for. */
    public sealed interface Asked {
        /** A set that may be refreshed here. */
        record Refresh(String set) implements Asked {}

        /** Nothing that can be done. */
        record Nothing(Handled.Dead why) implements Asked {}
    }

    /** Reads what an event asks for; looks at nothing but the event. */
    public Asked asked(CloudEvent event) {
        if (!event.getType().equals(RulesChanged.TYPE)) {
            return nothing("type", RulesChanged.TYPE, event.getType());
        }
        Optional<String> set = set(event);
        if (set.isEmpty()) {
            return nothing("data.set", "the name of a set", text(event.getData()));
        }
        if (!refreshes.mine(set.get())) {
            return nothing("data.set", "a set that is looked after here", set.get());
        }
        return new Asked.Refresh(set.get());
    }

    private static Asked nothing(String field, String expected, String got) {
        return new Asked.Nothing(new Handled.Dead(field, expected, got));
    }

    /** Refreshes the set that an event names. Waits for as long as an event may. */
    public Handled handle(CloudEvent event) throws InterruptedException {
        return switch (asked(event)) {
            case Asked.Refresh refresh -> refresh(refresh.set(), settings.retry());
            case Asked.Nothing nothing -> nothing.why();
        };
    }

    /** Refreshes a set, tried again for as long as {@code patience} while database or store do not answer. */
    public Handled refresh(String set, Duration patience) throws InterruptedException {
        RefreshOutcome outcome = refreshes.refreshPatiently(set, patience);
        return switch (outcome) {
            case RefreshOutcome.Unavailable unavailable -> new Handled.Later(unavailable.cause());
            case RefreshOutcome.UnknownSet unknown ->
                new Handled.Dead("data.set", "a set of the database", unknown.set());
            default -> new Handled.Done(outcome);
        };
    }

    private Optional<String> set(CloudEvent event) {
        CloudEventData data = event.getData();
        if (data == null) {
            return Optional.empty();
        }
        try {
            JsonNode set = json.readTree(data.toBytes()).path("set");
            return set.isTextual() ? Optional.of(set.textValue()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The data as it came, decoded as UTF-8. */
    static String text(@Nullable CloudEventData data) {
        return data == null ? "no data" : new String(data.toBytes(), StandardCharsets.UTF_8);
    }
}
