package io.voxguard.function.stream;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.voxguard.function.EventProcessor;
import io.voxguard.function.FunctionSettings;
import io.voxguard.function.Retries.Sleeper;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReceivedEvent;
import io.voxguard.store.EventGroup;
import io.voxguard.store.EventGroup.Entry;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.RedisEventGroup;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Events from a stream of the store, each a structured CloudEvent in the field {@code record}; running if {@code voxguard.function.stream} names a stream. The
 * replicas are one consumer group: an event goes to one of them, and to another if that one dies before it has handled it. They read side by side, or one at a time
 * if the order of events matters: {@code voxguard.function.stream-ordered}.
 */
@Singleton
final class StreamEvents {
    private static final Logger LOG = Logger.getLogger(StreamEvents.class);
    static final int MAX_ENTRIES = 250;
    static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Backoff BACKOFF = Backoff.exponential(Duration.ofMillis(250), Duration.ofSeconds(1));

    private final RedisStoreConfig config;
    private final RedisStore store;
    private final FunctionSettings settings;
    private final EventProcessor processor;
    private final Sleeper sleeper;
    private final Ticker ticker;
    private volatile @Nullable Thread reader;

    StreamEvents(
            RedisStoreConfig config,
            RedisStore store,
            FunctionSettings settings,
            EventProcessor processor,
            Sleeper sleeper,
            Ticker ticker) {
        this.config = config;
        this.store = store;
        this.settings = settings;
        this.processor = processor;
        this.sleeper = sleeper;
        this.ticker = ticker;
    }

    void start(@Observes StartupEvent started) {
        settings.stream()
                .filter(stream -> !stream.isBlank())
                .ifPresent(stream -> reader = Thread.ofPlatform()
                        .name(settings.name() + "-stream")
                        .daemon()
                        .start(() -> read(stream)));
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        Thread running = reader;
        if (running != null) {
            running.interrupt();
            running.join(WAIT.toMillis() * 2);
        }
    }

    private void read(String stream) {
        try (Intake intake = open(stream)) {
            int failures = 0;
            while (!Thread.interrupted()) { // cleared, since closing waits
                failures = read(intake, stream, failures);
                if (failures > 0) {
                    sleeper.sleep(BACKOFF.delay(failures));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // what is not handled goes to another replica
        }
    }

    private Intake open(String stream) {
        String consumer = System.getenv().getOrDefault("HOSTNAME", "local") + "-"
                + ProcessHandle.current().pid();
        EventGroup group = RedisEventGroup.open(config, stream, settings.name(), consumer);
        return settings.streamOrdered()
                ? new OrderedIntake(
                        group,
                        store.leases(),
                        stream + ":" + settings.name() + ":reader",
                        LEASE,
                        settings.storeLimit(),
                        ticker,
                        sleeper)
                : new SharedIntake(group, settings.storeLimit(), ticker);
    }

    /** Reads and handles once; returns the number of reads in a row that have failed. */
    private int read(Intake intake, String stream, int failures) throws InterruptedException {
        try {
            handle(intake, intake.next());
            return 0;
        } catch (StoreUnavailable e) {
            if (Thread.currentThread().isInterrupted()) {
                return 0; // the process stops
            }
            LOG.logf(
                    failures == 0 ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "Cannot read the stream %s: %s",
                    stream,
                    e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.errorf(e, "Cannot handle events of the stream %s; they are delivered again", stream);
        }
        intake.leftBehind();
        return failures + 1;
    }

    private void handle(Intake intake, List<Entry> entries) throws InterruptedException, StoreUnavailable {
        List<Outcome> outcomes = processor.processAll(entries.stream()
                .map(entry -> ReceivedEvent.structured(entry.record(), Optional.of(entry.id())))
                .toList());
        List<Entry> handled = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!(outcomes.get(i) instanceof Outcome.Retry)) {
                handled.add(entries.get(i));
            }
        }
        if (handled.size() < entries.size()) {
            intake.leftBehind();
        }
        intake.done(handled);
    }
}
