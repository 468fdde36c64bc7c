package io.voxguard.store.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SentCommandTest {
    private final AtomicInteger ends = new AtomicInteger();
    private final SentCommand<String> sent =
            new SentCommand<>(new Command<>(CommandType.PING, new StatusOutput<>(ByteArrayCodec.INSTANCE)));

    SentCommandTest() {
        sent.onEnd(error -> ends.incrementAndGet());
    }

    @Test
    void answeredCommandEndsOnce() {
        sent.complete();
        sent.completeExceptionally(new IllegalStateException("late"));
        sent.cancel();
        assertThat(ends).hasValue(1);
        assertThat(sent).isCompleted();
    }

    @Test
    void commandAnsweredWithAnErrorEndsOnce() {
        sent.getOutput().setError("ERR no");
        sent.complete();
        assertThat(ends).hasValue(1);
        assertThat(sent).isCompletedExceptionally();
    }

    @Test
    void commandOfALostConnectionEndsOnce() {
        sent.completeExceptionally(new IllegalStateException("gone"));
        sent.complete();
        assertThat(ends).hasValue(1);
    }
}
