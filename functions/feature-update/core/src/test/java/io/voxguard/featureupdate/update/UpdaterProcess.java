package io.voxguard.featureupdate.update;

import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Consumer of one partition, as a process that can be killed: takes events from its offset on, counts them, and then commits the offset, as a consumer of Kafka does.
 * Arguments: the store, the seed, the number of events, the partition, the number of partitions.
 */
final class UpdaterProcess {
    private static final int BATCH = 400;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private UpdaterProcess() {}

    public static void main(String[] arguments) throws Exception {
        UpdateFixture.silenceClients();
        long seed = Long.parseLong(arguments[1]);
        int events = Integer.parseInt(arguments[2]);
        int partition = Integer.parseInt(arguments[3]);
        int partitions = Integer.parseInt(arguments[4]);
        try (RedisStore store = RedisStore.open(RedisStoreConfig.of(arguments[0]))) {
            Eventually.await("the store is connected", store::connected);
            FeatureUpdater updater = UpdateFixture.updater(store, UpdateEvents.IGNORED);
            Optional<byte[]> committed = offset(store, partition);
            int from = number(committed);
            while (from < events) {
                int to = Math.min(events, from + BATCH);
                List<CallEvent> open = SoakEvents.of(seed, from, to, partition, partitions);
                while (!open.isEmpty() && updater.update(open).contains(UpdateResult.FAILED)) {
                    Thread.onSpinWait(); // delivered again
                }
                byte[] offset = Integer.toString(to).getBytes(StandardCharsets.UTF_8);
                store.shared().replace(key(partition), committed, offset, LIMIT);
                committed = Optional.of(offset);
                from = to;
            }
        }
    }

    /** Returns the number of the next event of a partition. */
    static int next(RedisStore store, int partition) throws Exception {
        return number(offset(store, partition));
    }

    private static Optional<byte[]> offset(RedisStore store, int partition) throws Exception {
        return store.shared().get(List.of(key(partition)), LIMIT).getFirst();
    }

    private static int number(Optional<byte[]> offset) {
        return offset.map(bytes -> Integer.parseInt(new String(bytes, StandardCharsets.UTF_8)))
                .orElse(0);
    }

    private static String key(int partition) {
        return "offset:" + partition;
    }
}
