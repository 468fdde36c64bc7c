package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that pass by the router: after the first of their connection, and only where nothing in their head asks for more than a route looks at. */
@QuarkusTest
@WithTestResource(ModelsForTests.class)
class DirectRequestsContractTest {
    private static final String CALL =
            "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"deadline_ms\":5000}";
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
    private static final String LIVE = "GET /v2/health/live HTTP/1.1\r\nHost: test\r\n\r\n";

    private record Reply(int status, String head, String body) {}

    private static RawHttp connected() throws IOException {
        RawHttp http = new RawHttp(RestAssured.port);
        assertThat(reply(http.send(LIVE)).status()).isEqualTo(200);
        return http;
    }

    private static String post(String path, String headers, String body) {
        return RawHttp.request("POST", path, headers, body);
    }

    private static Reply reply(RawHttp http) throws IOException {
        String head = http.head();
        Matcher length = LENGTH.matcher(head);
        assertThat(length.find()).as(head).isTrue();
        return new Reply(Integer.parseInt(head.substring(9, 12)), head, http.body(Integer.parseInt(length.group(1))));
    }

    private static double direct() {
        String metrics = given().get("/q/metrics").body().asString();
        Matcher counter =
                Pattern.compile("(?m)^voxguard_http_direct_total ([\\d.E]+)$").matcher(metrics);
        assertThat(counter.find()).isTrue();
        return Double.parseDouble(counter.group(1));
    }

    @Test
    void ordinaryRequestsAfterTheFirstPassByTheRouterAndAreAnsweredAlike() throws IOException {
        try (RawHttp http = new RawHttp(RestAssured.port)) {
            Reply first = reply(http.send(post("/v1/score", "Content-Type: application/json\r\n", CALL)));
            double before = direct();
            Reply second = reply(http.send(post("/v1/score", "Content-Type: application/json\r\n", CALL)));
            assertThat(direct()).isEqualTo(before + 1);
            assertThat(second.status()).isEqualTo(first.status()).isEqualTo(200);
            assertThat(second.head().toLowerCase(Locale.ROOT).lines().sorted().toList())
                    .as("headers")
                    .containsExactlyElementsOf(first.head()
                            .toLowerCase(Locale.ROOT)
                            .replaceAll(
                                    "content-length: \\d+",
                                    "content-length: " + second.body().length())
                            .lines()
                            .sorted()
                            .toList());
            assertThat(withoutTimes(second.body())).isEqualTo(withoutTimes(first.body()));
        }
    }

    private static String withoutTimes(String answer) {
        return answer.replaceAll("\"timings\":\\{[^}]*}", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json;charset=utf-8\r\n",
                "Accept-Encoding: gzip;q=1, identity;q=0.5\r\n",
                "Content-Encoding: identity\r\n",
                "Connection: foo\r\n"
            })
    void requestsWithOtherHeadersTakeTheRouter(String header) throws IOException {
        try (RawHttp http = connected()) {
            double before = direct();
            assertThat(reply(http.send(post("/v1/score", header, CALL))).status())
                    .isEqualTo(200);
            assertThat(direct()).isEqualTo(before);
            assertThat(reply(http.send(post("/v1/score", "", CALL))).status()).isEqualTo(200);
            assertThat(direct()).as("the next one").isEqualTo(before + 1);
        }
    }

    @Test
    void repliesHaveTheOrderOfTheRequestsWhicheverWayThoseTake() throws IOException {
        String routed = post("/v1/score", "Content-Encoding: identity\r\n", CALL);
        String direct = post("/v1/score", "", CALL);
        String refused = post("/v1/score", "", "{}");
        String features = post(
                "/get-online-features",
                "",
                "{\"entities\":{\"caller\":[\"+14155550100\"]},\"features\":[\"caller_rhythm:calls_24h\"]}");
        try (RawHttp http = connected()) {
            for (int round = 0; round < 20; round++) {
                http.send(direct + LIVE + routed + refused + direct + features + routed + routed + LIVE + direct);
                assertThat(reply(http).body()).contains("\"decision\"");
                assertThat(reply(http).body()).contains("\"live\"");
                assertThat(reply(http).body()).contains("\"decision\"");
                assertThat(reply(http).status()).isEqualTo(400);
                assertThat(reply(http).body()).contains("\"decision\"");
                assertThat(reply(http).body()).contains("\"results\"");
                assertThat(reply(http).body()).contains("\"decision\"");
                assertThat(reply(http).body()).contains("\"decision\"");
                assertThat(reply(http).body()).contains("\"live\"");
                assertThat(reply(http).body()).contains("\"decision\"");
            }
        }
    }

    @Test
    void manyRequestsInOneWriteAreAllAnswered() throws IOException {
        try (RawHttp http = connected()) {
            http.send(post("/v1/score", "", CALL).repeat(500));
            for (int i = 0; i < 500; i++) {
                assertThat(reply(http).status()).isEqualTo(200);
            }
            assertThat(reply(http.send(LIVE)).status()).isEqualTo(200);
        }
    }

    @Test
    void manyRequestsInPiecesOfAnyLengthAreAllAnswered() throws IOException {
        String all = (post("/v1/score", "", CALL) + LIVE).repeat(500);
        Random random = new Random(3);
        try (RawHttp http = connected()) {
            for (int from = 0; from < all.length(); ) {
                int to = Math.min(all.length(), from + 1 + random.nextInt(3_000));
                http.send(all.substring(from, to));
                from = to;
            }
            for (int i = 0; i < 500; i++) {
                assertThat(reply(http).body()).contains("\"decision\"");
                assertThat(reply(http).body()).contains("\"live\"");
            }
        }
    }

    @Test
    void requestMayArriveByteByByte() throws IOException {
        try (RawHttp http = connected()) {
            double before = direct();
            for (char c : post("/v1/score", "", CALL).toCharArray()) {
                http.send(String.valueOf(c));
            }
            assertThat(reply(http).body()).contains("\"decision\"");
            assertThat(direct()).isEqualTo(before + 1);
        }
    }

    @Test
    void refusalsKeepTheirForms() throws IOException {
        try (RawHttp http = connected()) {
            Reply fields = reply(http.send(post("/v1/score", "", "{\"caller\":7}")));
            assertThat(fields.status()).isEqualTo(400);
            assertThat(fields.body()).contains("\"field\":\"caller\"");
            Reply message = reply(http.send(post("/v2/models/no-such/infer", "", "{\"inputs\":[]}")));
            assertThat(message.status()).isBetween(400, 404);
            assertThat(message.body()).startsWith("{\"error\":\"");
            assertThat(reply(http.send("DELETE /v1/score HTTP/1.1\r\nHost: test\r\n\r\n"))
                            .status())
                    .isEqualTo(405);
            assertThat(reply(http.send(post("/v1/score", "", " ".repeat(100_000) + CALL)))
                            .status())
                    .as("a body for a worker")
                    .isEqualTo(200);
            assertThat(http.send(post("/v1/score", "", "x".repeat(5_000_000))).head())
                    .startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void connectionThatIsToCloseIsClosed() throws IOException {
        try (RawHttp http = connected()) {
            assertThat(reply(http.send(post("/v1/score", "Connection: close\r\n", CALL)))
                            .status())
                    .isEqualTo(200);
            assertThat(http.isClosedByServer()).isTrue();
        }
    }

    @Test
    void chunkedBodyTakesTheRouter() throws IOException {
        try (RawHttp http = connected()) {
            http.send("POST /v1/score HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(CALL.length()) + "\r\n" + CALL + "\r\n0\r\n\r\n");
            assertThat(reply(http).body()).contains("\"decision\"");
            assertThat(reply(http.send(post("/v1/score", "", CALL))).status()).isEqualTo(200);
        }
    }

    @Test
    void largeReplyOfASmallRequestComesInPieces() throws IOException {
        StringBuilder callers = new StringBuilder("\"0\"");
        for (int i = 1; i < 10_000; i++) {
            callers.append(",\"").append(i).append('"');
        }
        String body = "{\"entities\":{\"caller\":[" + callers + "]},\"features\":[\"caller_rhythm:calls_24h\"]}";
        assertThat(body.length()).as("still a small body").isGreaterThan(60_000);
        String small = body.substring(0, body.indexOf(",\"7000\"")) + body.substring(body.indexOf("]},"));
        assertThat(small.length()).isLessThan(65_536);
        try (RawHttp http = connected()) {
            double before = direct();
            http.send(post("/get-online-features", "", small));
            assertThat(http.head()).startsWith("HTTP/1.1 200").containsIgnoringCase("transfer-encoding: chunked");
            String chunks = chunked(http);
            assertThat(chunks).startsWith("{\"results\"").endsWith("}}");
            assertThat(direct()).isEqualTo(before + 1);
            assertThat(reply(http.send(LIVE)).status()).isEqualTo(200);
        }
    }

    private static String chunked(RawHttp http) throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            StringBuilder size = new StringBuilder();
            while (size.indexOf("\r\n") < 0) {
                size.append(http.body(1));
            }
            int length = Integer.parseInt(size.substring(0, size.length() - 2), 16);
            text.append(http.body(length));
            http.body(2);
            if (length == 0) {
                return text.toString();
            }
        }
    }

    @Test
    void connectionThatAsksForAnotherProtocolIsTheServersFromThereOn() throws IOException {
        try (RawHttp http = connected()) {
            double before = direct();
            assertThat(reply(http.send(post("/v1/score", "Upgrade: h2c\r\nConnection: Upgrade\r\n", CALL)))
                            .status())
                    .isEqualTo(200);
            assertThat(reply(http.send(post("/v1/score", "", CALL))).status()).isEqualTo(200);
            assertThat(direct()).isEqualTo(before);
        }
    }

    @Test
    void requestForAnotherProtocolWaitsForTheReplyBeforeIt() throws IOException {
        String direct = post("/v1/score", "", CALL);
        String upgrading = post("/v1/score", "Upgrade: h2c\r\nConnection: Upgrade\r\n", CALL);
        try (RawHttp http = connected()) {
            http.send(direct + upgrading + direct);
            for (int i = 0; i < 3; i++) {
                assertThat(reply(http).body()).contains("\"decision\"");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v2/health/live HTTP/1.1\nHost: test\n\n",
                "GET /v2/health/live HTTP/1.1\r\nHost: test\r\nA: b\r\n c\r\n\r\n",
                "\r\nGET /v2/health/live HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET /v2/health/live HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\n\r\n"
            })
    void unusualHeadsAreTheServersWithAllThatFollows(String unusual) throws IOException {
        try (RawHttp http = connected()) {
            double before = direct();
            http.send(post("/v1/score", "", CALL) + unusual);
            assertThat(reply(http).body()).contains("\"decision\"");
            String head = http.head();
            assertThat(head).startsWith("HTTP/1.");
            assertThat(direct()).isEqualTo(before + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1\r\nContent-Length: 2\r\n",
                "Content-Length: 5, 6\r\n",
                "Content-Length: -1\r\n",
                "Content-Length : 1\r\n",
                "A\u0000: b\r\n"
            })
    void headsWhoseEndIsDisputedAreRefusedAndNothingBehindThemIsServed(String headers) throws IOException {
        try (RawHttp http = connected()) {
            http.send("POST /v1/score HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n0\r\n\r\n" + LIVE);
            assertThat(http.head()).startsWith("HTTP/1.1 400");
            assertThat(http.rest()).doesNotContain("\"live\"");
        }
    }

    @Test
    void requestsMayBeSplitAnywhere() throws IOException {
        String routed = post("/v1/score", "Content-Encoding: identity\r\n", CALL);
        String all = post("/v1/score", "", CALL) + routed + LIVE;
        try (RawHttp http = connected()) {
            for (int at = 1; at < all.length(); at += 3) {
                http.send(all.substring(0, at));
                http.send(all.substring(at));
                assertThat(reply(http).body()).as("split at %d", at).contains("\"decision\"");
                assertThat(reply(http).body()).as("split at %d", at).contains("\"decision\"");
                assertThat(reply(http).body()).as("split at %d", at).contains("\"live\"");
            }
        }
    }

    @Test
    void largeHeadIsTheServers() throws IOException {
        try (RawHttp http = connected()) {
            double before = direct();
            assertThat(reply(http.send(post("/v1/score", "X-Large: " + "a".repeat(8_150) + "\r\n", CALL)))
                            .status())
                    .isEqualTo(200);
            assertThat(direct()).isEqualTo(before);
        }
    }

    @Test
    void clientThatLeavesBeforeItsReplyHarmsNobody() throws IOException {
        for (int i = 0; i < 50; i++) {
            RawHttp http = connected();
            http.send(post("/v1/score", "", CALL));
            http.close();
        }
        try (RawHttp http = connected()) {
            assertThat(reply(http.send(post("/v1/score", "", CALL))).status()).isEqualTo(200);
        }
    }
}
