package io.voxguard.rulerefresh.service;

import io.cloudevents.jackson.JsonFormat;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.voxguard.rulerefresh.app.Change.Handled;
import io.voxguard.rulerefresh.app.Intake;
import io.voxguard.rulerefresh.app.Intake.Came;
import io.voxguard.rulerefresh.app.RulesSettings;
import io.voxguard.store.EventGroup;
import io.voxguard.store.EventGroup.Entry;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.RedisEventGroup;
import io.voxguard.store.redis.RedisStoreConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Events from a stream of the store, each in its field {@code record} as a structured CloudEvent. The copies are one group: each event goes to one of them, and to
 * another when that one dies with it.
 */
@Singleton
final class StreamChanges {
    private static final Logger LOG = Logger.getLogger(StreamChanges.class);
    private static final String GROUP = "rule-refresh";
    private static final int MOST = 100;
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration LEFT_FOR = Duration.ofSeconds(10);
    private static final long PAUSE_MS = 1_000;

    private final RedisStoreConfig config;
    private final RulesSettings settings;
    private final Intake intake;
    private final JsonFormat format = new JsonFormat();
    private volatile @Nullable Thread reader;

    StreamChanges(RedisStoreConfig config, RulesSettings settings, Intake intake) {
        this.config = config;
        this.settings = settings;
        this.intake = intake;
    }

    void start(@Observes StartupEvent started) {
        settings.stream()
                .filter(name -> !name.isBlank())
                .ifPresent(name -> reader =
                        Thread.ofPlatform().name("rules-stream").daemon().start(() -> read(name)));
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        Thread running = reader;
        if (running != null) {
            running.interrupt();
            running.join(WAIT.toMillis() * 2);
        }
    }

    private void read(String stream) {
        String consumer = System.getenv().getOrDefault("HOSTNAME", "local") + "-"
                + ProcessHandle.current().pid();
        try (EventGroup group = RedisEventGroup.open(config, stream, GROUP, consumer)) {
            boolean readable = true;
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    handle(group, group.left(MOST, LEFT_FOR, settings.storeLimit()));
                    handle(group, group.next(MOST, WAIT, settings.storeLimit()));
                    readable = true;
                } catch (StoreUnavailable e) {
                    LOG.logf(
                            readable ? Logger.Level.WARN : Logger.Level.DEBUG,
                            "Cannot read the stream %s: %s",
                            stream,
                            e.getMessage());
                    readable = false;
                    pause();
                } catch (RuntimeException | OutOfMemoryError e) {
                    LOG.errorf(e, "Events of the stream %s were left for another try", stream);
                    pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // what was not done goes to another copy
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(PAUSE_MS / 2 + ThreadLocalRandom.current().nextLong(PAUSE_MS));
    }

    private void handle(EventGroup group, List<Entry> entries) throws InterruptedException, StoreUnavailable {
        List<Entry> done = new ArrayList<>();
        for (Entry entry : entries) {
            if (handle(entry) instanceof Handled.Later) {
                break; // the rest would wait as long; all of them come again
            }
            done.add(entry);
        }
        group.done(done, settings.storeLimit());
    }

    private Handled handle(Entry entry) throws InterruptedException {
        return intake.take(new Came(entry.record(), Optional.of(entry.id()), () -> format.deserialize(entry.record())));
    }
}
