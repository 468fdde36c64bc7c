package io.voxguard.store.messaging.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.voxguard.store.embedded.StoreExecutable;
import io.voxguard.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes that pass a stream on to another, killed again and again, while the store is killed and started from its append-only file too: the other stream has
 * each entry once, in the order of keys. For a longer run: {@code -Dsoak.events=1000000 -Dsoak.kills=30 -Dsoak.restarts=5 -Dsoak.seconds=3600}, with
 * {@code -Dsoak.seed} as one printed before.
 */
@Tag("it")
class KilledRelayTest {
    private static final int EVENTS = Integer.getInteger("soak.events", 10_000);
    private static final int KILLS = Integer.getInteger("soak.kills", 6);
    private static final int RESTARTS = Integer.getInteger("soak.restarts", 2);
    private static final Duration LIMIT = Duration.ofSeconds(Integer.getInteger("soak.seconds", 120));
    private static final long SEED = Long.getLong("soak.seed", System.nanoTime());
    private static final int KEYS = 1_000;
    private static final int BATCH = 100;
    private static final int PAGE = 10_000;
    private static final String IN = "in";
    private static final String OUT = "out";

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final AtomicInteger sent = new AtomicInteger();
    private final List<Process> relays = new ArrayList<>();

    @AfterEach
    void endRelays() {
        relays.forEach(Process::destroyForcibly);
    }

    @Test
    void streamHasEachEntryOnceInOrderOfKeysAfterRelaysAndStoreWereKilled() throws Exception {
        System.out.println("seed " + SEED);
        Optional<Path> executable = StoreExecutable.find("redis-server", "REDIS_SERVER");
        assumeTrue(executable.isPresent(), "no redis-server on the path");
        RedisClient client = null;
        try (DurableServer server = new DurableServer(executable.get(), folder)) {
            RedisURI address = RedisURI.create(server.url());
            address.setTimeout(Duration.ofSeconds(5));
            client = RedisClient.create(address);
            RedisCommands<String, String> store = client.connect().sync();
            relays.add(launch(server, 0));
            relays.add(launch(server, 1));

            CompletableFuture<?> sending = CompletableFuture.runAsync(() -> sendAll(store));
            List<Integer> faults = faults();
            for (int at = 0; at < faults.size(); at++) {
                long progress = (long) (0.9 * EVENTS * (at + random.nextDouble()) / faults.size());
                Eventually.await("entry " + progress + " is passed on", LIMIT, () -> store.xlen(OUT) >= progress);
                if (faults.get(at) < 0) {
                    server.restart();
                } else {
                    kill(server, faults.get(at));
                }
            }

            sending.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            Eventually.await("all are passed on", LIMIT, () -> store.xlen(OUT) >= EVENTS);
            Eventually.await("all are acknowledged", LIMIT, () -> isAcknowledged(store));
            assertEachOnceAndInOrder(store);
            assertThat(store.xlen("in:dead")).isZero();
        } finally {
            if (client != null) {
                client.shutdown(Duration.ZERO, Duration.ZERO);
            }
        }
    }

    /** Returns the faults in random order: the relay that is killed, or -1 for the store. */
    private List<Integer> faults() {
        List<Integer> faults = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            faults.add(i % 2);
        }
        for (int i = 0; i < RESTARTS; i++) {
            faults.add(random.nextInt(faults.size() + 1), -1);
        }
        return faults;
    }

    private Process launch(DurableServer server, int number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Relay.class.getName(),
                        server.url(),
                        IN,
                        OUT)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("relay-" + number + ".log").toFile()))
                .start();
    }

    private void kill(DurableServer server, int number) throws Exception {
        relays.get(number).destroyForcibly();
        assertThat(relays.get(number).waitFor(10, TimeUnit.SECONDS)).isTrue();
        relays.set(number, launch(server, number));
    }

    /** Appends all entries; a batch that is not acknowledged is appended again as a whole, as a sender does that knows no better. */
    private void sendAll(RedisCommands<String, String> store) {
        while (sent.get() < EVENTS) {
            try {
                int end = Math.min(EVENTS, sent.get() + BATCH);
                for (int i = sent.get(); i < end; i++) {
                    store.xadd(IN, Map.of("record", "k" + i % KEYS + "-" + i / KEYS, "key", "k" + i % KEYS));
                }
                sent.set(end);
            } catch (RedisException e) {
                // the store is away: again
            }
        }
    }

    private static boolean isAcknowledged(RedisCommands<String, String> store) {
        return store.xpending(IN, "relay").getCount() == 0;
    }

    private static void assertEachOnceAndInOrder(RedisCommands<String, String> store) {
        Map<String, Integer> next = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        int count = 0;
        String after = "-";
        for (List<StreamMessage<String, String>> page = page(store, after);
                !page.isEmpty();
                page = page(store, after)) {
            for (StreamMessage<String, String> entry : page) {
                String[] record = entry.getBody().getOrDefault("record", "").split("-", 2);
                int expected = next.merge(record[0], 1, Integer::sum) - 1;
                if (Integer.parseInt(record[1]) != expected && wrong.size() < 10) {
                    wrong.add(String.join("-", record) + " where " + expected + " was expected");
                }
            }
            count += page.size();
            after = page.getLast().getId();
        }
        assertThat(wrong).isEmpty();
        assertThat(count).isEqualTo(EVENTS);
    }

    private static List<StreamMessage<String, String>> page(RedisCommands<String, String> store, String after) {
        Range.Boundary<String> from = after.equals("-") ? Range.Boundary.unbounded() : Range.Boundary.excluding(after);
        return store.xrange(OUT, Range.from(from, Range.Boundary.unbounded()), Limit.from(PAGE));
    }
}
