package io.voxguard.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.voxguard.store.HashSink;
import io.voxguard.store.redis.command.PipelinedCommand;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HashOutputTest {
    private final List<String> fields = new ArrayList<>();
    private final HashOutput output = new HashOutput(
            new HashSink() {
                @Override
                public void field(int index, int field, @Nullable ByteBuffer value) {
                    fields.add(field + "=" + StandardCharsets.US_ASCII.decode(value));
                }

                @Override
                public void notAHash(int index) {
                    fields.add("not a hash");
                }
            },
            0);

    @Test
    void replayedReplyIsReadFromItsFirstField() {
        output.multi(3);
        output.set(ascii("a"));
        output.multi(3);
        output.set(ascii("a"));
        output.set(ascii("b"));
        output.set(ascii("time"));
        assertThat(fields).containsExactly("0=a", "0=a", "1=b", "2=time");
    }

    @Test
    void commandThatFailsWithoutAMessageHasFailed() {
        PipelinedCommand<Boolean> command =
                new PipelinedCommand<>(CommandType.HMGET, output, new CommandArgs<>(ByteArrayCodec.INSTANCE));
        assertThat(command.failure()).isNull();
        command.completeExceptionally(new ClosedChannelException());
        assertThat(command.failure()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void cancelledCommandHasFailed() {
        PipelinedCommand<Boolean> command =
                new PipelinedCommand<>(CommandType.HMGET, output, new CommandArgs<>(ByteArrayCodec.INSTANCE));
        command.cancel();
        assertThat(command.failure()).isNotNull();
    }

    private static ByteBuffer ascii(String text) {
        return StandardCharsets.US_ASCII.encode(text);
    }
}
