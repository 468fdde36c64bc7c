package io.voxguard.api.http.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of requests: read where they have the strict form of clients, and then as Netty's codec reads them. */
class HeadTest {
    private static final String POST = "POST /v1/score HTTP/1.1\r\nHost: test\r\nContent-Length: 12\r\n"
            + "Content-Type: application/json\r\nAccept-Encoding: gzip, br\r\n\r\n";
    private static final int MUTATIONS = 200_000;

    private static @Nullable Head begun(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Head.read(bytes, bytes.length);
    }

    private static Head read(String text) {
        return Objects.requireNonNull(begun(text), text);
    }

    private static String request(String header) {
        return "POST /v1/score HTTP/1.1\r\nHost: test\r\n" + header + "\r\n\r\n";
    }

    @Test
    void ordinaryHeadIsRead() {
        Head head = read(POST + "{\"behind\":1}");
        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.target()).isEqualTo("/v1/score");
        assertThat(head.bodyBytes()).isEqualTo(12);
        assertThat(head.length()).isEqualTo(POST.length());
        assertThat(head.isPlain()).isTrue();
        assertThat(head.header("content-type")).isEqualTo("application/json");
        assertThat(head.header("ACCEPT-encoding")).isEqualTo("gzip, br");
        assertThat(head.header("accept")).isNull();
    }

    @Test
    void linesOfOneHeaderAreJoined() {
        Head head = read(request("Accept-Encoding:gzip\r\naccept-encoding: \t br \r\nX-A: b"));
        assertThat(head.headers("Accept-Encoding")).isEqualTo("gzip, br");
        assertThat(head.header("accept-encoding")).isEqualTo("gzip");
        assertThat(head.headers("x-a")).isEqualTo("b");
        assertThat(head.headers("x-b")).isNull();
    }

    @Test
    void eachBeginningOfAHeadNeedsMore() {
        for (int end = 0; end < POST.length(); end++) {
            assertThat(begun(POST.substring(0, end))).as(POST.substring(0, end)).isNull();
        }
    }

    @Test
    void sameHeadIsRecognized() {
        Head head = read(POST);
        byte[] same = (POST + "x").getBytes(StandardCharsets.ISO_8859_1);
        byte[] other = POST.replace("12", "13").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(head.isAtStart(same, same.length)).isTrue();
        assertThat(head.isAtStart(same, POST.length() - 1)).isFalse();
        assertThat(head.isAtStart(other, other.length)).isFalse();
        assertThat(Head.OTHER.isAtStart(same, same.length)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked",
                "transfer-encoding: identity",
                "Upgrade: h2c",
                "Expect: 100-continue",
                "Content-Length: 1\r\nContent-Length: 1",
                "Content-Length: +1",
                "Content-Length: 1, 1",
                "Content-Length: ",
                "Content-Length: 1234567890",
                "Content-Length : 1",
                " Content-Length: 1",
                "A: b\r\n c",
                "A: b\nC: d",
                "A: b\rC: d",
                "A b",
                ": b",
                "A: \u0000",
                "Sec-WebSocket-Key1: a",
                "\u00e9: b"
            })
    void headWithAnotherOrNoSureEndIsTheServers(String header) {
        assertThat(read(request(header))).isSameAs(Head.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "GET  / HTTP/1.1\r\n\r\n",
                "GET /a b HTTP/1.1\r\n\r\n",
                "GET /\tHTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\n\n",
                "\r\nGET / HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001"
            })
    void otherProtocolsAndFormsAreTheServers(String text) {
        assertThat(read(text)).isSameAs(Head.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close",
                "Connection: Upgrade",
                "Content-Encoding: gzip",
                "Content-Type: application/json;charset=utf-8",
                "Accept-Encoding: gzip;q=0.5",
                "Host: other"
            })
    void headThatAsksForMoreThanARouteLooksAtIsNotPlain(String header) {
        Head head = read(request(header));
        assertThat(head).isNotSameAs(Head.OTHER);
        assertThat(head.isPlain()).isFalse();
    }

    @Test
    void headWithoutHostIsNotPlain() {
        assertThat(read("GET / HTTP/1.1\r\n\r\n").isPlain()).isFalse();
    }

    /** What is read here has the same method, target, headers and end for Netty's codec: else requests could be taken for parts of others. */
    @Test
    void whatIsReadIsReadAlikeByTheServersCodec() {
        String[] pieces = {
            "\r\n",
            "\n",
            "\r",
            " ",
            "\t",
            ":",
            ",",
            "0",
            "7",
            "Content-Length: 3\r\n",
            "content-length:",
            "Transfer-Encoding: chunked\r\n",
            "Host",
            "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n",
            "HTTP/1.1",
            "GET",
            "?a=b",
            "%20",
            "\u0000",
            "\u00e9",
            "\u007f",
            "X-A: b \t\r\n",
            ";",
            "\"",
            "Expect: 100-continue\r\n"
        };
        Random random = new Random(7);
        int read = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            StringBuilder text = new StringBuilder(POST);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                int to = Math.min(text.length(), at + random.nextInt(4));
                text.replace(at, to, pieces[random.nextInt(pieces.length)]);
            }
            Head head = begun(text.toString());
            if (head != null && head != Head.OTHER) {
                read++;
                assertAlike(head, text.substring(0, head.length()));
            }
        }
        assertThat(read).isGreaterThan(MUTATIONS / 20);
    }

    private static void assertAlike(Head head, String text) {
        if (head.bodyBytes() > 10_000) {
            return;
        }
        String next = "GET /next HTTP/1.1\r\nHost: test\r\n\r\n";
        EmbeddedChannel codec = new EmbeddedChannel(new HttpRequestDecoder(), new HttpObjectAggregator(20_000));
        codec.writeInbound(
                Unpooled.copiedBuffer(text + "x".repeat(head.bodyBytes()) + next, StandardCharsets.ISO_8859_1));
        FullHttpRequest first = codec.readInbound();
        assertThat(first).as(text).isNotNull();
        if (first.decoderResult().isSuccess()) {
            assertThat(first.method().name()).as(text).isEqualTo(head.method());
            assertThat(first.uri()).as(text).isEqualTo(head.target());
            assertThat(first.content().readableBytes()).as(text).isEqualTo(head.bodyBytes());
            first.headers().remove("Content-Length"); // the aggregator sets it
            first.headers().names().forEach(name -> assertThat(head.headers(name))
                    .as(name + " of " + text)
                    .isEqualTo(String.join(", ", first.headers().getAll(name))));
            FullHttpRequest second = codec.readInbound();
            assertThat(second).as(text).isNotNull();
            assertThat(second.uri()).as(text).isEqualTo("/next");
            second.release();
        } else {
            assertThat(head.isPlain())
                    .as("the server refuses, so it has to see: " + text)
                    .isFalse();
        }
        first.release();
        codec.finishAndReleaseAll();
    }
}
