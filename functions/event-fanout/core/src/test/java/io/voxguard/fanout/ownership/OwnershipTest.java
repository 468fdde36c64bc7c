package io.voxguard.fanout.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnershipTest {
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
}
