package io.voxguard.function;

import static io.voxguard.function.BindingServers.deadLetters;
import static io.voxguard.function.BindingServers.event;
import static io.voxguard.function.BindingServers.lastCall;
import static io.voxguard.function.BindingServers.redis;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StreamBindingTest {
    private static final String STREAM = "voxguard:calls";

    @Test
    void entryIsHandledAndRemovedAndNonsenseIsADeadLetter() throws Exception {
        int before = deadLetters().size();
        redis(commands -> {
            commands.xadd(STREAM, "record", "nonsense");
            return commands.xadd(STREAM, "record", event("stream-1", "+1"));
        });
        Eventually.await("the stream is empty", () -> redis(commands -> commands.xlen(STREAM)) == 0);
        assertThat(lastCall("stream-1")).isEqualTo("+1");
        assertThat(deadLetters()).hasSize(before + 1);
        assertThat(redis(commands -> commands.xpending(STREAM, "last-call")).getCount())
                .isZero();
    }

    @Test
    void readingGoesOnAfterTheStoreWasDown() throws Exception {
        StoreServer.runWithoutStore(() -> {});
        redis(commands -> commands.xadd(STREAM, "record", event("stream-2", "+2")));
        Eventually.await("the call is remembered", () -> "+2".equals(lastCall("stream-2")));
    }
}
