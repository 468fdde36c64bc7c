package io.voxguard.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections over HTTP/1 end. */
class LastReplyTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new LastReply());

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void lastReplySaysConnectionCloseAndItsEndClosesTheConnection() {
        channel.writeOutbound(reply(HttpResponseStatus.OK));

        HttpResponse sent = channel.readOutbound();
        assertThat(sent.headers().get("connection")).isEqualTo("close");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void chunkedReplyClosesTheConnectionWithItsLastPart() {
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        channel.writeOutbound(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[] {1})));
        assertThat(channel.isOpen()).isTrue();

        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void interimReplyDoesNotCloseTheConnection() {
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));

        HttpResponse sent = channel.readOutbound();
        assertThat(sent.headers().contains("connection")).isFalse();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void replyWhoseHeadWasSentDoesNotCloseTheConnection() {
        channel.writeOutbound(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[] {1})));
        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(channel.isOpen()).isTrue();

        channel.writeOutbound(reply(HttpResponseStatus.NOT_FOUND));

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void keepAliveHeaderIsReplacedByClose() {
        DefaultFullHttpResponse reply = reply(HttpResponseStatus.OK);
        reply.headers().set("Connection", "keep-alive");

        channel.writeOutbound(reply);

        HttpResponse sent = channel.readOutbound();
        assertThat(sent.headers().getAll("connection")).containsExactly("close");
    }

    @Test
    void connectionOverHttp1IsMarkedOnce() {
        EmbeddedChannel served = new EmbeddedChannel(new HttpServerCodec());

        DrainedConnections.mark(served);
        DrainedConnections.mark(served);

        assertThat(served.pipeline().names().stream().filter("voxguard-last-reply"::equals))
                .hasSizeLessThanOrEqualTo(1);
        served.finishAndReleaseAll();
    }

    @Test
    void connectionWhoseProtocolIsNotKnownYetIsMarkedLater() {
        EmbeddedChannel unknown = new EmbeddedChannel();
        DrainedConnections.mark(unknown);
        assertThat(unknown.pipeline().get(LastReply.class)).isNull();

        unknown.pipeline().addLast(new io.netty.handler.codec.http.HttpResponseEncoder());
        DrainedConnections.mark(unknown);

        assertThat(unknown.pipeline().get(LastReply.class)).isNotNull();
        unknown.finishAndReleaseAll();
    }

    @Test
    void idleHttp1ConnectionIsLeftToTheServer() {
        EmbeddedChannel served = new EmbeddedChannel(new io.netty.handler.codec.http.HttpResponseEncoder());

        DrainedConnections.closeHttp2WhenIdle(served);

        assertThat(served.isOpen()).isTrue();
        served.finishAndReleaseAll();
    }

    private static DefaultFullHttpResponse reply(HttpResponseStatus status) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
    }
}
