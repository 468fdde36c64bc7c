package io.voxguard.api.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Tells when a file is another: by its time, size and identity, looked at now and then, which works on mounted volumes too. */
final class FileWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(FileWatch.class);

    private final Path file;
    private final Duration every;
    private final Consumer<Path> changed;
    private final ScheduledExecutorService timer;
    private String last = "";

    FileWatch(Path file, Duration every, Consumer<Path> changed) {
        this.file = file;
        this.every = every;
        this.changed = changed;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("registry-watch").daemon().factory());
    }

    /** Tells of the file as it is, and from then on of each change. */
    void start() {
        look();
        timer.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            String now = fingerprint();
            if (!now.equals(last)) {
                last = now;
                changed.accept(file);
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s could not be taken over", file);
        }
    }

    private String fingerprint() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "away";
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
