package io.voxguard.store.messaging.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.messaging.redis.EntryId;
import io.voxguard.store.messaging.redis.StreamEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private static final Optional<String> KEY = Optional.of("k");
    private final Deliveries deliveries = new Deliveries();

    private static StreamEntry entry(long number) {
        return new StreamEntry(id(number), 1, Map.of());
    }

    private static EntryId id(long number) {
        return new EntryId(number, 0);
    }

    private List<EntryId> take() {
        return deliveries.take(10).stream().map(Delivery::id).toList();
    }

    @Test
    void entriesWithoutAKeyAreHandedOutTogether() {
        deliveries.add(entry(1), Optional.empty());
        deliveries.add(entry(2), Optional.empty());
        assertThat(take()).containsExactly(id(1), id(2));
        assertThat(take()).isEmpty();
    }

    @Test
    void entryThatIsHereAlreadyIsNotAddedAgain() {
        assertThat(deliveries.add(entry(1), KEY)).isTrue();
        assertThat(deliveries.add(entry(1), KEY)).isFalse();
        assertThat(deliveries.size()).isOne();
    }

    @Test
    void nextOfAKeyFollowsTheEndOfTheOneBefore() {
        deliveries.add(entry(1), KEY);
        deliveries.add(entry(2), KEY);
        assertThat(take()).containsExactly(id(1));
        assertThat(take()).isEmpty();
        deliveries.end(id(1));
        assertThat(take()).containsExactly(id(2));
    }

    @Test
    void olderEntryThatIsClaimedWhileANewerOneOfItsKeyRunsComesNext() {
        deliveries.add(entry(5), KEY);
        assertThat(take()).containsExactly(id(5));
        deliveries.add(entry(7), KEY);
        deliveries.add(entry(3), KEY);
        assertThat(take()).isEmpty();
        deliveries.end(id(5));
        assertThat(take()).containsExactly(id(3));
        deliveries.end(id(3));
        assertThat(take()).containsExactly(id(7));
    }

    @Test
    void parkedEntryKeepsItsKeyWaitingUntilItIsDueAndCountsItsDelivery() {
        deliveries.add(entry(1), KEY);
        deliveries.add(entry(2), KEY);
        take();
        deliveries.park(id(1), 100);
        assertThat(take()).isEmpty();
        assertThat(deliveries.due(99)).isEmpty();
        assertThat(deliveries.untilDue(40, 1_000)).isEqualTo(60);
        assertThat(deliveries.due(100)).containsExactly(id(1));
        deliveries.resume(id(1));
        assertThat(deliveries.take(1))
                .singleElement()
                .satisfies(again -> assertThat(again.entry().deliveries()).isEqualTo(2));
    }

    @Test
    void endOfAParkedEntryLetsTheNextOfItsKeyWaitNoLongerThanItsTime() {
        deliveries.add(entry(1), KEY);
        deliveries.add(entry(2), KEY);
        take();
        deliveries.park(id(1), 100);
        deliveries.end(id(1)); // another consumer has it now
        assertThat(deliveries.due(100)).containsExactly(id(2));
        deliveries.resume(id(2));
        assertThat(take()).containsExactly(id(2));
    }

    @Test
    void idleWhenNothingIsHandled() throws Exception {
        deliveries.add(entry(1), KEY);
        assertThat(deliveries.awaitIdle(0)).isTrue();
        take();
        assertThat(deliveries.awaitIdle(0)).isFalse();
        deliveries.end(id(1));
        assertThat(deliveries.awaitIdle(0)).isTrue();
        assertThat(deliveries.size()).isZero();
    }
}
