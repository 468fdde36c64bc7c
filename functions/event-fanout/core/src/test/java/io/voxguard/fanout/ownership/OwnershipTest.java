package io.voxguard.fanout.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.fanout.log.Partitions;
import io.voxguard.store.Leases;
import io.voxguard.store.StoreUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Replicas share leases in memory, on a clock that the test moves; the store suite has the same leases on real servers. */
class OwnershipTest {
    private static final Duration LIFETIME = Duration.ofSeconds(1);
    private static final Partitions PARTITIONS = new Partitions("test", 4);

    private final LeasesInMemory leases = new LeasesInMemory();
    private long nowNanos;

    /** A replica, and the partitions that it reads. */
    private final class Replica implements Ownership.Listener {
        final String name;
        final Set<Integer> reading = new HashSet<>();
        final List<Integer> lost = new ArrayList<>();
        CompletableFuture<?> handedOver = CompletableFuture.completedFuture(null);
        final Ownership ownership;

        Replica(String name) {
            this.name = name;
            this.ownership = new Ownership(
                    leases,
                    PARTITIONS,
                    name,
                    LIFETIME,
                    Duration.ofMillis(100),
                    this,
                    () -> Instant.ofEpochMilli(nowNanos / 1_000_000),
                    () -> nowNanos);
        }

        @Override
        public void acquired(int partition) {
            reading.add(partition);
        }

        @Override
        public CompletableFuture<?> release(int partition) {
            reading.remove(partition);
            return handedOver;
        }

        @Override
        public void lost(int partition) {
            reading.remove(partition);
            lost.add(partition);
        }

        void tick() throws InterruptedException {
            ownership.tick();
        }
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    /** Ticks the replicas in turn until several lifetimes of a lease have passed. */
    private void settle(Replica... replicas) throws InterruptedException {
        for (int i = 0; i < 12; i++) {
            for (Replica replica : replicas) {
                replica.tick();
                assertThat(IntStream.range(0, PARTITIONS.count())
                                .filter(partition -> List.of(replicas).stream()
                                                .filter(one -> one.ownership.owns(partition))
                                                .count()
                                        > 1))
                        .as("partitions with two owners")
                        .isEmpty();
            }
            pass(LIFETIME.dividedBy(3));
        }
    }

    @Test
    void sharesAreFairAndTogetherAllPartitions() {
        for (int partitions = 1; partitions <= 16; partitions++) {
            for (int replicas = 1; replicas <= 20; replicas++) {
                int count = replicas;
                int all = partitions;
                int[] shares = IntStream.range(0, replicas)
                        .map(index -> Ownership.share(all, index, count))
                        .toArray();
                assertThat(IntStream.of(shares).sum()).isEqualTo(partitions);
                assertThat(IntStream.of(shares).max().getAsInt()
                                - IntStream.of(shares).min().getAsInt())
                        .isLessThanOrEqualTo(1);
            }
        }
        assertThat(Ownership.share(4, -1, 2))
                .as("a replica that is not registered")
                .isZero();
    }

    @Test
    void singleReplicaReadsAllPartitionsAndKeepsThem() throws Exception {
        Replica replica = new Replica("a");
        settle(replica);
        assertThat(replica.reading).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(replica.lost).isEmpty();
    }

    @Test
    void secondReplicaGetsHalfOfThePartitions() throws Exception {
        Replica first = new Replica("a");
        settle(first);
        Replica second = new Replica("b");
        settle(first, second);
        assertThat(first.reading).hasSize(2).doesNotContainAnyElementsOf(second.reading);
        assertThat(second.reading).hasSize(2);
        assertThat(first.lost).isEmpty();
    }

    @Test
    void partitionsOfADeadReplicaAreTakenOverAfterItsLeases() throws Exception {
        Replica survivor = new Replica("a");
        Replica dead = new Replica("b");
        settle(survivor, dead);
        assertThat(dead.reading).hasSize(2);

        survivor.tick();
        assertThat(survivor.reading).as("before its leases have ended").hasSize(2);
        settle(survivor);
        assertThat(survivor.reading).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void stoppedReplicaHandsItsPartitionsOverAtOnce() throws Exception {
        Replica remaining = new Replica("a");
        Replica stopped = new Replica("b");
        settle(remaining, stopped);

        stopped.ownership.stop();
        assertThat(stopped.reading).isEmpty();
        remaining.tick();
        assertThat(remaining.reading).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void replicaThatCannotReachTheStoreStopsReadingBeforeAnotherMayBegin() throws Exception {
        Replica cutOff = new Replica("a");
        cutOff.tick();
        assertThat(cutOff.reading).hasSize(4);

        leases.reachable = false;
        pass(LIFETIME.minusMillis(1));
        cutOff.tick();
        assertThat(cutOff.ownership.isReachable()).isFalse();
        assertThat(cutOff.reading).as("its leases have not ended").hasSize(4);
        pass(Duration.ofMillis(1));
        assertThat(cutOff.ownership.owns(0)).isFalse();
        cutOff.tick();
        assertThat(cutOff.reading).isEmpty();
        assertThat(cutOff.lost).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void frozenReplicaReadsNothingOfWhatAnotherHasTakenOver() throws Exception {
        Replica frozen = new Replica("a");
        frozen.tick();
        pass(LIFETIME.multipliedBy(3));
        Replica other = new Replica("b");
        other.tick();
        assertThat(other.reading).hasSize(4);

        frozen.tick();
        assertThat(frozen.lost).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(frozen.reading).isEmpty();
        settle(other, frozen);
        assertThat(frozen.reading).hasSize(2).doesNotContainAnyElementsOf(other.reading);
    }

    @Test
    void handOverWaitsForRequestsUnderWayOnlyAsLongAsTheLeaseAllows() throws Exception {
        Replica busy = new Replica("a");
        busy.tick();
        busy.handedOver = new CompletableFuture<>(); // a request that never ends
        Replica second = new Replica("b");
        second.tick();
        busy.tick();
        assertThat(busy.ownership.owned()).as("one is given up each time").hasSize(3);
    }

    /** Leases and registers as the store has them. */
    private final class LeasesInMemory implements Leases {
        private record Lease(String token, long endNanos) {}

        private final Map<String, Lease> held = new HashMap<>();
        private final Map<String, Long> registered = new TreeMap<>();
        private boolean reachable = true;

        private void reach() throws StoreUnavailable {
            if (!reachable) {
                throw new StoreUnavailable("not reachable", new IOException("refused"));
            }
        }

        @Override
        public boolean hold(String key, String token, Duration lifetime, Duration timeout) throws StoreUnavailable {
            reach();
            Lease lease = held.get(key);
            if (lease != null && lease.endNanos() > nowNanos && !lease.token().equals(token)) {
                return false;
            }
            held.put(key, new Lease(token, nowNanos + lifetime.toNanos()));
            return true;
        }

        @Override
        public void release(String key, String token, Duration timeout) throws StoreUnavailable {
            reach();
            held.computeIfPresent(key, (any, lease) -> lease.token().equals(token) ? null : lease);
        }

        @Override
        public List<String> register(
                String registerKey, String replica, long nowMs, Duration lifetime, Duration timeout)
                throws StoreUnavailable {
            reach();
            registered.put(replica, nowMs);
            registered.values().removeIf(lastMs -> lastMs <= nowMs - lifetime.toMillis());
            return List.copyOf(registered.keySet());
        }

        @Override
        public void deregister(String registerKey, String replica, Duration timeout) throws StoreUnavailable {
            reach();
            registered.remove(replica);
        }
    }
}
