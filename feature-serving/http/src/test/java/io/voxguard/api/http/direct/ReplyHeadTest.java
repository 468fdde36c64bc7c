package io.voxguard.api.http.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyHeadTest {
    private static final String HEAD = "HTTP/1.1 404 Not Found\r\ncontent-type: a/b\r\ncontent-length: 1000\r\n\r\n";

    private static ReplyHead head() {
        return ReplyHead.of(404).header("content-type", "a/b").contentLength(1000);
    }

    private static String text(ByteBuf bytes) {
        String text = bytes.toString(StandardCharsets.US_ASCII);
        bytes.release();
        return text;
    }

    @Test
    void headStandsAloneWithRoomBehindIt() {
        ByteBuf head = head().end(7);
        assertThat(head.writableBytes()).isGreaterThanOrEqualTo(7);
        assertThat(text(head)).isEqualTo(HEAD);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void headIsWrittenInFrontOfABodyThatHasRoomForIt(int spare) {
        ByteBuf body = Unpooled.directBuffer().writeZero(HEAD.length() + spare);
        body.readerIndex(body.writerIndex());
        body.writeBytes("body".getBytes(StandardCharsets.US_ASCII));
        ReplyHead head = head();
        assertThat(head.fitsBefore(body)).isTrue();
        head.endBefore(body);
        assertThat(text(body)).isEqualTo(HEAD + "body");
    }

    @Test
    void headThatIsTooLongForTheRoomDoesNotFit() {
        ByteBuf body = Unpooled.directBuffer().writeZero(HEAD.length() - 1);
        body.readerIndex(body.writerIndex());
        assertThat(head().fitsBefore(body)).isFalse();
        assertThat(head().header("x", "y").fitsBefore(body)).isFalse();
        body.release();
    }
}
