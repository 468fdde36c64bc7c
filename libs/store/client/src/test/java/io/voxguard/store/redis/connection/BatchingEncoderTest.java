package io.voxguard.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.voxguard.store.redis.command.SentCommand;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BatchingEncoderTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new BatchingEncoder());

    @Test
    void commandsBeforeAFlushAreWrittenInOneBuffer() {
        ChannelFuture one = channel.write(command(CommandType.PING));
        ChannelFuture two = channel.write(command(CommandType.TIME));
        assertThat(one.isDone()).isFalse();
        channel.flush();
        ByteBuf sent = channel.readOutbound();
        assertThat(sent.toString(StandardCharsets.US_ASCII)).isEqualTo("*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nTIME\r\n");
        sent.release();
        assertThat(one.isSuccess() && two.isSuccess()).isTrue();
        assertThat(channel.<Object>readOutbound()).isNull();
    }

    @Test
    void unflushedCommandsFailWhenTheChannelCloses() {
        SentCommand<String> again = command(CommandType.PING);
        SentCommand<String> once = command(UnreplayedCommand.XADD);
        ChannelFuture first = channel.write(again);
        ChannelFuture second = channel.write(once);
        channel.close();
        assertThat(first.cause()).isNotNull();
        assertThat(second.cause()).isNotNull();
        assertThat(again.isDone()).as("Lettuce sends it again").isFalse();
        assertThat(once.isCompletedExceptionally()).isTrue();
    }

    private static SentCommand<String> command(ProtocolKeyword type) {
        return new SentCommand<>(new Command<>(type, new StatusOutput<>(ByteArrayCodec.INSTANCE)));
    }
}
