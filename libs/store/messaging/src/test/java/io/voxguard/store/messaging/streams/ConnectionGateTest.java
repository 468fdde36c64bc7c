package io.voxguard.store.messaging.streams;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionGateTest {
    private final AtomicBoolean connected = new AtomicBoolean();
    private final AtomicLong nanos = new AtomicLong();
    private final ConnectionGate gate = new ConnectionGate(connected::get, nanos::get);
    private final List<Integer> passed = new CopyOnWriteArrayList<>();

    @Test
    void openGateIsPassedAtOnce() {
        connected.set(true);
        assertThat(gate.pass(Duration.ofSeconds(1)).toCompletableFuture()).isCompletedWithValue(true);
    }

    @Test
    void thoseThatWaitGoOnInTheirOrderAndNewcomersBehindThem() {
        for (int i = 0; i < 100; i++) {
            int number = i;
            gate.pass(Duration.ofSeconds(1)).thenAccept(open -> {
                passed.add(number);
                int newcomer = 100 + number; // comes while others wait still
                gate.pass(Duration.ofSeconds(1)).thenAccept(again -> passed.add(newcomer));
            });
        }
        assertThat(passed).isEmpty();

        connected.set(true);

        await("all have passed", () -> passed.size() == 200);
        assertThat(passed).isEqualTo(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    void waitEndsWithItsTime() {
        CompletableFuture<Boolean> waiting = gate.pass(Duration.ofSeconds(1)).toCompletableFuture();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        await("its time is over", waiting::isDone);
        assertThat(waiting).isCompletedWithValue(false);
    }
}
