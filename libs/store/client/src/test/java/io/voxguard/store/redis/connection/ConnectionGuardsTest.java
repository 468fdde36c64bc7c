package io.voxguard.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionGuardsTest {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final ConnectionGuards guards = new ConnectionGuards(Duration.ofSeconds(2), FIRST_PAUSE, nanos::get);

    @Test
    void demotedPrimaryReplacesAllConnections() {
        EmbeddedChannel one = connection();
        EmbeddedChannel other = connection();
        guards.onPrimary();

        guards.onReplica();

        assertThat(one.isOpen()).isFalse();
        assertThat(other.isOpen()).isFalse();
    }

    @Test
    void addressThatHasAlwaysLedToAReplicaIsLeftAlone() {
        EmbeddedChannel connection = connection();

        guards.onReplica();

        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void replacementsAreSpacedByAGrowingPause() {
        guards.onPrimary();
        assertThat(replaces()).isTrue();

        assertThat(replaces()).as("at once again").isFalse();
        advance(FIRST_PAUSE.multipliedBy(2).minusNanos(1));
        assertThat(replaces()).as("before twice the pause").isFalse();
        advance(Duration.ofNanos(1));
        assertThat(replaces()).as("after twice the pause").isTrue();

        advance(FIRST_PAUSE.multipliedBy(2));
        assertThat(replaces()).as("the pause has doubled").isFalse();
        advance(FIRST_PAUSE.multipliedBy(2));
        assertThat(replaces()).isTrue();
    }

    @Test
    void quietTimeOnAPrimaryResetsThePause() {
        guards.onPrimary();
        assertThat(replaces()).isTrue();
        guards.onPrimary();
        advance(Duration.ofSeconds(5));
        guards.onPrimary();
        assertThat(replaces()).isTrue();
        advance(FIRST_PAUSE.multipliedBy(2));
        assertThat(replaces()).as("after the first pause once more").isTrue();
    }

    @Test
    void errorsOfAServerThatIsNoPrimaryReplaceConnections() {
        for (String error : new String[] {
            "READONLY You can't write against a read only replica.",
            "ERR Error running script: READONLY You can't write",
            "LOADING Redis is loading the dataset in memory",
            "MASTERDOWN Link with MASTER is down",
            "UNBLOCKED force unblock"
        }) {
            advance(Duration.ofMinutes(2));
            EmbeddedChannel connection = connection();
            guards.examine(error);
            assertThat(connection.isOpen()).as(error).isFalse();
        }
    }

    @Test
    void otherErrorsLeaveConnectionsAlone() {
        EmbeddedChannel connection = connection();
        for (String error :
                new String[] {"", "WRONGTYPE of a key", "ERR not LOADING ", "NOSCRIPT No matching script"}) {
            guards.examine(error);
        }
        assertThat(connection.isOpen()).isTrue();
    }

    private boolean replaces() {
        EmbeddedChannel connection = connection();
        guards.examine("READONLY ");
        return !connection.isOpen();
    }

    private void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    private EmbeddedChannel connection() {
        return new EmbeddedChannel(guards.newGuard());
    }
}
