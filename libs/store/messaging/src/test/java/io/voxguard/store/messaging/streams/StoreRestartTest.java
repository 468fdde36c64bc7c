package io.voxguard.store.messaging.streams;

import static io.voxguard.store.messaging.streams.TestStreams.attributes;
import static io.voxguard.store.messaging.streams.TestStreams.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.voxguard.store.embedded.StoreExecutable;
import io.voxguard.store.messaging.OutgoingRedisStreamMetadata;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store with an append-only file that is killed and started again while messages are sent and received. */
class StoreRestartTest {
    private static final int KEYS = 10;

    @TempDir
    Path folder;

    @Test
    void nothingIsLostAndTheOrderOfKeysIsKeptOverARestart() throws Exception {
        run(1, 100, Duration.ofSeconds(15));
    }

    @Test
    @Tag("it")
    void nothingIsLostAndTheOrderOfKeysIsKeptOverTenRestarts() throws Exception {
        run(10, 500, Duration.ofSeconds(60));
    }

    /** Sends so many messages of each key, restarts the store meanwhile, and compares what was handled with what was acknowledged to the sender. */
    private void run(int restarts, int perKey, Duration timeout) throws Exception {
        Optional<Path> executable = StoreExecutable.find("redis-server", "REDIS_SERVER");
        assumeTrue(executable.isPresent(), "no redis-server on the path");
        try (DurableServer server = new DurableServer(executable.get(), folder);
                TestStreams streams = new TestStreams(server.url())) {
            Map<String, List<Integer>> handled = new ConcurrentHashMap<>();
            AtomicInteger duplicates = new AtomicInteger();
            Map<String, String> reading = attributes("load", "ordered", "key", "key", "key", "consumer", "one");
            streams.read(reading, message -> {
                String[] record = text(message).split("-", 2);
                List<Integer> ofKey = handled.computeIfAbsent(record[0], key -> new CopyOnWriteArrayList<>());
                int number = Integer.parseInt(record[1]);
                if (ofKey.contains(number)) {
                    duplicates.incrementAndGet();
                } else {
                    ofKey.add(number);
                }
                return message.ack();
            });

            Set<String> refused = ConcurrentHashMap.newKeySet();
            AtomicInteger acknowledged = new AtomicInteger();
            UnicastProcessor<Message<?>> messages = UnicastProcessor.create();
            streams.write(
                    Map.of(
                            "stream", "load",
                            "max-inflight", "1", // the order of keys over retries
                            "deduplicate-window", "10m",
                            "retries", "100",
                            "retry-delay", "20ms"),
                    messages);
            int total = KEYS * perKey;
            int sent = 0;
            for (int round = 0; round <= restarts; round++) {
                for (int until = total * (round + 1) / (restarts + 1); sent < until; sent++) {
                    String record = "k" + sent % KEYS + "-" + sent / KEYS;
                    messages.onNext(message(record, acknowledged, refused));
                }
                if (round < restarts) {
                    int half = sent - total / (restarts + 1) / 2;
                    Eventually.await(
                            "the load is under way", timeout, () -> acknowledged.get() + refused.size() >= half);
                    server.restart();
                }
            }

            Eventually.await("all are answered", timeout, () -> acknowledged.get() + refused.size() == total);
            Eventually.await(
                    "all are handled",
                    timeout,
                    () -> handled.values().stream().mapToInt(List::size).sum() == total - refused.size());
            assertThat(refused).isEmpty();
            for (int key = 0; key < KEYS; key++) {
                assertThat(handled.get("k" + key))
                        .isEqualTo(IntStream.range(0, perKey).boxed().toList());
            }
            // a restart can take back the acknowledgement of what was handled last: one entry of each key
            assertThat(duplicates.get()).as("entries handled twice").isLessThanOrEqualTo(KEYS * restarts);
        }
    }

    private static Message<String> message(String record, AtomicInteger acknowledged, Set<String> refused) {
        return Message.of(
                        record,
                        () -> {
                            acknowledged.incrementAndGet();
                            return CompletableFuture.completedFuture(null);
                        },
                        reason -> {
                            refused.add(record);
                            return CompletableFuture.completedFuture(null);
                        })
                .addMetadata(OutgoingRedisStreamMetadata.empty()
                        .withEventId(record)
                        .withField(
                                "key", record.substring(0, record.indexOf('-')).getBytes(StandardCharsets.UTF_8)));
    }
}
