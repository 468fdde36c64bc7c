package io.voxguard.api.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.voxguard.api.threads.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PiecewiseReplyTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void piecesArriveInTheirOrder() throws Exception {
        assertThat(reply(new Count(3, 99)))
                .contains("one 1")
                .contains("one 2")
                .contains("one 3")
                .endsWith("0\r\n\r\n");
    }

    @Test
    void failedPieceClosesTheConnectionSoThatTheReplyIsSeenToBeIncomplete() throws Exception {
        assertThat(reply(new Count(3, 2)))
                .contains("one 1")
                .doesNotContain("one 2")
                .doesNotContain("0\r\n\r\n");
    }

    private String reply(Count pieces) throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.response().setChunked(true);
                    new PiecewiseReply(new RoutedExchange.Stream(request.response()), EventLoops.here(), pieces)
                            .send(pieces.next());
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return exchange(server.actualPort());
    }

    private static String exchange(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Numbered pieces, one of which fails. */
    private static final class Count implements PiecewiseReply.Pieces {
        private final int last;
        private final int failing;
        private int sent;

        Count(int last, int failing) {
            this.last = last;
            this.failing = failing;
        }

        @Override
        public boolean more() {
            return sent < last;
        }

        @Override
        public ByteBuf next() {
            sent++;
            if (sent == failing) {
                throw new IllegalStateException("a piece that fails");
            }
            return Unpooled.copiedBuffer("one " + sent, StandardCharsets.US_ASCII);
        }
    }
}
