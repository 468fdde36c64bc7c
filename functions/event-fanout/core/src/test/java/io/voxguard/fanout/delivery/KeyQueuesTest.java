package io.voxguard.fanout.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyQueuesTest {
    private final KeyQueues queues = new KeyQueues();

    private Attempt add(String key, String id) {
        return add(0, key, id);
    }

    private Attempt add(int partition, String key, String id) {
        Attempt attempt = new Attempt(partition, id, Fanout.event(id, key));
        queues.add(key, attempt);
        return attempt;
    }

    private static List<String> ids(KeyQueues.Batch batch) {
        return batch.attempts().stream().map(Attempt::id).toList();
    }

    @Test
    void keyIsBusyUntilItsEventIsSettled() {
        add("k", "a");
        add("k", "b");
        add("l", "c");
        KeyQueues.Batch first = queues.take(1, 1);
        KeyQueues.Batch second = queues.take(1, 1);
        assertThat(ids(first)).containsExactly("a");
        assertThat(ids(second)).containsExactly("c");
        assertThat(queues.hasReady()).isFalse();
        queues.remove(first);
        assertThat(ids(queues.take(1, 1))).containsExactly("b");
        queues.remove(second);
        assertThat(queues.size()).isEqualTo(1);
    }

    @Test
    void parkedKeyIsReadyWhenItsTimeHasCome() {
        add("k", "a");
        queues.park(queues.take(1, 1), 100);
        assertThat(queues.releaseDue(40, 1_000)).isEqualTo(60);
        assertThat(queues.hasReady()).isFalse();
        assertThat(queues.releaseDue(100, 1_000)).isEqualTo(1_000);
        assertThat(ids(queues.take(1, 1))).containsExactly("a");
    }

    @Test
    void batchTakesSeveralEventsOfSeveralKeysInOrder() {
        add("k", "a");
        add("l", "b");
        add("k", "c");
        assertThat(ids(queues.take(10, 10))).containsExactly("a", "c", "b");
    }

    @Test
    void batchTakesOneEventOfAKeyWhereItMayTakeNoMore() {
        add("k", "a");
        add("l", "b");
        add("k", "c");
        KeyQueues.Batch first = queues.take(10, 1);
        assertThat(ids(first)).containsExactly("a", "b");
        assertThat(queues.hasReady()).isFalse();
        queues.remove(first);
        assertThat(ids(queues.take(10, 1))).containsExactly("c");
    }

    @Test
    void isolatedEventsAreTakenAlone() {
        add("k", "a").isolate();
        add("k", "b").isolate();
        add("l", "c");
        KeyQueues.Batch first = queues.take(10, 10);
        assertThat(ids(first)).containsExactly("a");
        queues.remove(first);
        assertThat(ids(queues.take(10, 10))).containsExactly("c");
        assertThat(ids(queues.take(10, 10))).containsExactly("b");
    }

    @Test
    void droppedPartitionLeavesOnlyWhatIsBeingSent() {
        add(1, "k", "a");
        add(1, "k", "b");
        add(1, "l", "c");
        add(2, "m", "d");
        KeyQueues.Batch sending = queues.take(1, 1);
        queues.drop(1);
        assertThat(queues.size()).isEqualTo(2);
        queues.park(sending, 0);
        queues.releaseDue(1, 1);
        assertThat(queues.size()).isEqualTo(1);
        assertThat(ids(queues.take(10, 10))).containsExactly("d");
        assertThat(queues.hasReady()).isFalse();
    }
}
