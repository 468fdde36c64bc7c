package io.voxguard.rulerefresh.app;

import io.cloudevents.CloudEvent;
import io.voxguard.rulerefresh.app.Change.Handled;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes events as they come: reads them, has done what they ask for, and keeps those that no try can do anything with among the dead letters. What could not be
 * kept there has to come again, so that nothing that came is lost. Thread-safe.
 */
@Singleton
public final class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final Change change;
    private final DeadLetters deadLetters;

    Intake(Change change, DeadLetters deadLetters) {
        this.change = change;
        this.deadLetters = deadLetters;
    }

    /** Does what an event asks for. */
    @FunctionalInterface
    public interface Handler {
        Handled handle(CloudEvent event) throws InterruptedException;
    }

    /**
     * An event as it came.
     *
     * @param bytes as they came
     * @param id that they came by, for a dead letter that has no id of its own
     * @param reader what makes an event of them; it may throw what the library's readers throw
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
    public record Came(byte[] bytes, Optional<String> id, Supplier<? extends @Nullable CloudEvent> reader) {}

    /** Refreshes the set that an event names. Waits for as long as an event may. */
    public Handled take(Came came) throws InterruptedException {
        return take(came, change::handle);
    }

    /** The same, with another way to handle what could be read. */
    public Handled take(Came came, Handler handler) throws InterruptedException {
        CloudEvent event;
        try {
            event = UnreadableEvent.read(came.reader());
        } catch (UnreadableEvent e) {
            return unreadable(came, String.valueOf(e.getMessage()));
        }
        Handled handled = handled(event, handler);
        return handled instanceof Handled.Dead dead ? kept(dead, deadLetters.add(dead, event)) : handled;
    }

    /** A fault of our own would meet the event each time that it came again: the comparison of database and store does what it asked for. */
    private static Handled handled(CloudEvent event, Handler handler) throws InterruptedException {
        try {
            return handler.handle(event);
        } catch (RuntimeException e) {
            LOG.error("An event could not be handled", e);
            return new Handled.Dead("event", "one that can be handled", e.toString());
        }
    }

    /** Keeps what is no event. */
    public Handled unreadable(Came came, String why) {
        String text = new String(came.bytes(), StandardCharsets.UTF_8);
        return kept(
                new Handled.Dead("event", "a CloudEvent 1.0 in binary, structured or batched mode", why),
                deadLetters.add(why, Optional.empty(), came.id(), text));
    }

    private static Handled kept(Handled.Dead dead, boolean kept) {
        return kept ? dead : new Handled.Later("store: it did not keep a dead letter (" + dead.cause() + ")");
    }
}
