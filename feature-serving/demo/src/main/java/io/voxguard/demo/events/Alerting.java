package io.voxguard.demo.events;

import io.voxguard.demo.process.ChildProcess;
import io.voxguard.demo.process.Polling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Alerting of {@code clients/events} as a process on a free port of loopback. Closing it ends the process. */
final class Alerting implements AutoCloseable {
    private static final Duration TO_START = Duration.ofSeconds(10);
    /** Shortest time between two pages about a caller: days of calls pass in seconds here. */
    static final Duration PAGE_EVERY = Duration.ofSeconds(2);

    private static final Pattern LISTENING = Pattern.compile("Listening address=\\S+:(\\d+)");

    private final ChildProcess process;
    private final Path pages;
    private final Path log;
    private int port;

    private Alerting(ChildProcess process, Path pages, Path log) {
        this.process = process;
        this.pages = pages;
        this.log = log;
    }

    /**
     * Starts it and returns once it listens.
     *
     * @param scratch folder for its state
     * @param secret that requests are signed with
     */
    static Alerting start(Path executable, Path scratch, String secret) throws IOException, InterruptedException {
        Path pages = scratch.resolve("pages.jsonl");
        Path log = scratch.resolve("alerting.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        executable.toString(),
                        "--listen",
                        "127.0.0.1:0",
                        "--state",
                        scratch.resolve("alerting.db").toString(),
                        "--page-every",
                        PAGE_EVERY.toSeconds() + "s"))
                .redirectOutput(pages.toFile())
                .redirectError(log.toFile());
        builder.environment().put("ALERTS_SECRETS", secret);
        Alerting alerting = new Alerting(ChildProcess.start(builder), pages, log);
        alerting.awaitPort();
        return alerting;
    }

    private void awaitPort() throws IOException, InterruptedException {
        boolean decided = Polling.until(TO_START, () -> findPort() || !process.isAlive());
        if (!decided || !findPort()) {
            close();
            throw new IOException("alerting did not start:\n" + text(log));
        }
    }

    private boolean findPort() throws IOException {
        Matcher listening = LISTENING.matcher(text(log));
        boolean found = listening.find();
        if (found) {
            port = Integer.parseInt(listening.group(1));
        }
        return found;
    }

    int port() {
        return port;
    }

    /** Returns the pages so far. */
    List<Page> pages() throws IOException {
        return Page.readAll(text(pages));
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.close();
    }
}
