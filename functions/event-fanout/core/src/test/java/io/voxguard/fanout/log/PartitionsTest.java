package io.voxguard.fanout.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionsTest {
    private final Partitions partitions = new Partitions("voxguard:fanout", 4);

    @Test
    void keysOfAPartitionHaveOneHashTag() {
        assertThat(partitions.log(3)).isEqualTo("{voxguard:fanout:3}:log");
        assertThat(partitions.owner(3)).isEqualTo("{voxguard:fanout:3}:owner");
        assertThat(partitions.deadLetters("cases")).isEqualTo("voxguard:fanout:dead:cases");
    }

    @Test
    void callersAreSpreadOverAllPartitions() {
        var counts = IntStream.range(0, 4_000)
                .mapToObj(i -> partitions.of("+1415555" + i))
                .collect(Collectors.groupingBy(partition -> partition, Collectors.counting()));
        assertThat(counts.values()).hasSize(4).allSatisfy(count -> assertThat(count)
                .isBetween(800L, 1_200L));
    }

    @Test
    void numberOfPartitionsIsBounded() {
        assertThatThrownBy(() -> new Partitions("p", 0))
                .hasMessage("voxguard.fanout.partitions: expected 1 to 256, got 0");
    }
}
