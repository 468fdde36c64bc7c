package io.voxguard.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SentTest {
    private final AtomicInteger over = new AtomicInteger();
    private final Sent<String> sent =
            new Sent<>(new Command<>(CommandType.PING, new StatusOutput<>(ByteArrayCodec.INSTANCE)));

    SentTest() {
        sent.whenOver(error -> over.incrementAndGet());
    }

    @Test
    void anAnswerEndsItOnce() {
        sent.complete();
        sent.completeExceptionally(new IllegalStateException("late"));
        sent.cancel();
        assertThat(over).hasValue(1);
        assertThat(sent).isCompleted();
    }

    @Test
    void anErrorOfTheStoreEndsItOnce() {
        sent.getOutput().setError("ERR no");
        sent.complete();
        assertThat(over).hasValue(1);
        assertThat(sent).isCompletedExceptionally();
    }

    @Test
    void aLostConnectionEndsItOnce() {
        sent.completeExceptionally(new IllegalStateException("gone"));
        sent.complete();
        assertThat(over).hasValue(1);
    }
}
