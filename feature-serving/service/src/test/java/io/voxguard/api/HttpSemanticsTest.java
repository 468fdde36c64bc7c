package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9110 asks of a server, on every route that takes a body. */
@QuarkusTest
@WithTestResource(ModelsForTests.class)
class HttpSemanticsTest {
    private static final String CALL = "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\"}";

    private static RawHttp connect() throws IOException {
        return new RawHttp(RestAssured.port);
    }

    // ---- Expect ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/score",
                "/v1/score/batch",
                "/get-online-features",
                "/push",
                "/write-to-online-store",
                "/v2/models/plain/infer",
                "/v2/repository/index",
                "/v1/models/narrow/rollback"
            })
    void continueIsSentBeforeTheBody(String path) throws IOException {
        try (RawHttp http = connect()) {
            http.send("POST " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
            assertThat(http.head()).startsWith("HTTP/1.1 100 ");
            http.send("{}");
            assertThat(http.head()).matches("(?s)HTTP/1.1 [24]\\d\\d .*");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /v1/score | 5000000 | X-Nothing: 1 | 413",
                "POST | /v2/models/plain/infer | 17000000 | X-Nothing: 1 | 413",
                "POST | /get-online-features | 17000000 | X-Nothing: 1 | 413",
                "POST | /v1/score | 10 | Content-Encoding: br | 415",
                "POST | /push | 10 | Content-Type: application/json;charset=latin1 | 415",
                "POST | /v1/unknown | 10 | X-Nothing: 1 | 404",
                "POST | /v2/unknown | 10 | X-Nothing: 1 | 404",
                "PUT | /v1/score | 10 | X-Nothing: 1 | 405",
                "PUT | /v2/models/plain/infer | 10 | X-Nothing: 1 | 405"
            })
    void refusalByTheHeadersIsSentInsteadOfContinue(String method, String path, int length, String header, int status)
            throws IOException {
        try (RawHttp http = connect()) {
            http.send(method + " " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + length + "\r\n" + header
                    + "\r\nExpect: 100-continue\r\n\r\n");
            assertThat(http.head()).startsWith("HTTP/1.1 " + status + " ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void connectionIsClosedAfterARefusalInsteadOfContinue() throws IOException {
        try (RawHttp http = connect()) {
            http.send("POST /v1/unknown HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
            assertThat(http.rest()).startsWith("HTTP/1.1 404 ").endsWith("}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/score", "/push", "/get-online-features", "/v2/models/plain/infer"})
    void unknownExpectationIs417(String path) throws IOException {
        try (RawHttp http = connect()) {
            http.send(RawHttp.request("POST", path, "Expect: wonders\r\n", "{}"));
            assertThat(http.rest())
                    .startsWith("HTTP/1.1 417 ")
                    .contains("Expect")
                    .contains("wonders");
        }
    }

    @Test
    void expectationOfHttp10IsIgnored() throws IOException {
        try (RawHttp http = connect()) {
            http.send(RawHttp.request("POST", "/v1/score", "Expect: 100-continue\r\n", CALL)
                    .replace("HTTP/1.1", "HTTP/1.0"));
            assertThat(http.rest()).startsWith("HTTP/1.0 200 ");
        }
    }

    // ---- HTTP/1.0 ----

    @Test
    void http10ReplyHasALengthAndCloses() throws IOException {
        try (RawHttp http = connect()) {
            http.send(RawHttp.request("POST", "/v1/score", "", CALL).replace("HTTP/1.1", "HTTP/1.0"));
            assertThat(http.rest())
                    .startsWith("HTTP/1.0 200 ")
                    .containsIgnoringCase("content-length: ")
                    .doesNotContainIgnoringCase("transfer-encoding");
        }
    }

    @Test
    void http10KeepAliveConnectionIsReused() throws IOException {
        try (RawHttp http = connect()) {
            String request = RawHttp.request("GET", "/v2/health/live", "Connection: keep-alive\r\n", "")
                    .replace("HTTP/1.1", "HTTP/1.0");
            for (int i = 0; i < 2; i++) {
                String head = http.send(request).head();
                assertThat(head).startsWith("HTTP/1.0 200 ").containsIgnoringCase("connection: keep-alive");
                http.body(Integer.parseInt(head.replaceAll("(?si).*content-length: (\\d+).*", "$1")));
            }
        }
    }

    @Test
    void largeReplyToHttp10IsNotChunked() throws IOException {
        StringBuilder callers = new StringBuilder("\"+14155550100\"");
        for (int i = 0; i < 20_000; i++) {
            callers.append(",\"+1415555").append(i).append('"');
        }
        String body = "{\"entities\":{\"caller\":[" + callers + "]},\"features\":[\"caller_rhythm:calls_24h\"]}";
        try (RawHttp http = connect()) {
            http.send(RawHttp.request("POST", "/get-online-features", "", body).replace("HTTP/1.1", "HTTP/1.0"));
            String reply = http.rest();
            assertThat(reply).startsWith("HTTP/1.0 200 ").doesNotContainIgnoringCase("transfer-encoding");
            String head = reply.substring(0, reply.indexOf("\r\n\r\n"));
            String json = reply.substring(head.length() + 4);
            assertThat(json).hasSizeGreaterThan(256 * 1024).endsWith("]}}");
            assertThat(head.toLowerCase(Locale.ROOT)).contains("content-length: " + json.length());
        }
    }

    // ---- codings ----

    @Test
    void gzipBodiesAreReadOnScoreAndFeatureRoutes() throws IOException {
        given().header("Content-Encoding", "gzip")
                .body(gzip(CALL))
                .post("/v1/score")
                .then()
                .statusCode(200);
        given().header("Content-Encoding", "GZIP")
                .body(gzip("{\"entities\":{\"caller\":[\"a\"]},\"features\":[\"caller_rhythm:calls_24h\"]}"))
                .post("/get-online-features")
                .then()
                .statusCode(200);
    }

    @Test
    void bodyThatInflatesBeyondTheLimitIs413() throws IOException {
        given().header("Content-Encoding", "gzip")
                .body(gzip(" ".repeat(5_000_000)))
                .post("/v1/score")
                .then()
                .statusCode(413)
                .body("error.field", equalTo("body"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, gzip", "nonsense"})
    void unknownContentEncodingIs415AndNamesWhatIsKnown(String encoding) {
        given().header("Content-Encoding", encoding)
                .body(CALL)
                .post("/v1/score")
                .then()
                .statusCode(415)
                .header("Accept-Encoding", containsString("gzip"))
                .body("error.field", equalTo("Content-Encoding"));
        given().header("Content-Encoding", encoding)
                .body("{}")
                .post("/v2/models/plain/infer")
                .then()
                .statusCode(415)
                .body("error", containsString("Content-Encoding"));
    }

    @Test
    void replyIsCompressedWhenIdentityIsExcluded() throws IOException {
        try (RawHttp http = connect()) {
            http.send(RawHttp.request(
                    "POST", "/v1/score", "Accept-Encoding: gzip;q=0.1, identity;q=0\r\nConnection: close\r\n", CALL));
            assertThat(http.rest()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-encoding: gzip");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity;q=0", "*;q=0", "br, identity;q=0", "gzip;q=0, deflate;q=0, identity;q=0"})
    void unacceptableEncodingsAre406(String accepted) throws IOException {
        try (RawHttp http = connect()) {
            http.send(RawHttp.request(
                    "POST", "/v1/score", "Accept-Encoding: " + accepted + "\r\nConnection: close\r\n", CALL));
            assertThat(http.rest()).startsWith("HTTP/1.1 406 ").contains("Accept-Encoding");
        }
    }

    @Test
    void listOnSeveralLinesIsReadAsOne() throws IOException {
        String lines = "Accept-Encoding: br\r\nAccept-Encoding: identity;q=0\r\n";
        try (RawHttp http = connect()) {
            http.send(RawHttp.request("POST", "/v1/score", lines + "Connection: close\r\n", CALL));
            assertThat(http.rest()).startsWith("HTTP/1.1 406 ").contains("Accept-Encoding");
        }
    }

    @Test
    void secondContentEncodingIsNotOverlooked() throws IOException {
        String lines = "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n";
        try (RawHttp http = connect()) {
            http.send(RawHttp.request("POST", "/v1/score", lines + "Connection: close\r\n", CALL));
            assertThat(http.rest()).startsWith("HTTP/1.1 415 ").contains("Content-Encoding");
        }
    }

    // ---- Content-Type ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON; CHARSET=UTF-8",
                "application/json; charset=\"utf-8\"",
                "application/x-www-form-urlencoded",
                "text/plain;charset=us-ascii",
                "text/plain;charset=iso-8859-1",
                ";;;",
                "nonsense",
                "application/json; charset=",
                ""
            })
    void mediaTypeIsIgnored(String type) throws IOException {
        for (String path : new String[] {"/v1/score", "/v2/models/plain/infer", "/push"}) {
            try (RawHttp http = connect()) {
                http.send(RawHttp.request("POST", path, "Content-Type: " + type + "\r\nConnection: close\r\n", CALL));
                assertThat(http.rest()).startsWith(path.equals("/v1/score") ? "HTTP/1.1 200 " : "HTTP/1.1 400 ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso-8859-1", "UTF-16", "\"latin1\"", "windows-1252"})
    void charsetOtherThanUtf8Is415(String charset) throws IOException {
        for (String path : new String[] {"/v1/score", "/v2/models/plain/infer", "/push", "/get-online-features"}) {
            try (RawHttp http = connect()) {
                http.send(RawHttp.request(
                        "POST",
                        path,
                        "Content-Type: application/json; charset=" + charset + "\r\nConnection: close\r\n",
                        CALL));
                assertThat(http.rest()).startsWith("HTTP/1.1 415 ").contains("Content-Type");
            }
        }
    }

    @Test
    void bodyInUtf16IsRefused() {
        given().body(CALL.getBytes(StandardCharsets.UTF_16LE))
                .post("/v1/score")
                .then()
                .statusCode(400)
                .body("error.expected", containsString("UTF-8"));
    }

    // ---- paths ----

    @ParameterizedTest
    @CsvSource({
        "/v2/models/pl%61in/ready, 200",
        "/v2/models/p%6Cain/versions/%31/ready, 200",
        "/%76%32/models/plain/ready, 200",
        "/v1/models/pl%61in, 200",
        "/v2/models/a%2Fb, 404",
        "/v2/models/pl%2561in, 404",
        "/v1/models/pl%2561in, 404",
        "/v2/models/a%20b, 404",
        "/v2/models/%00, 404",
        "/v2/models/plain%2F..%2Fplain, 404",
        "/v2/models/%zz, 400",
        "/v2/models/plain%, 400",
        "/v2/models/plain%4, 400",
        "/v2/models/%FF, 400",
        "/v2/models/%C3%28/ready, 400",
        "/v1/models/%zz, 400",
        "/v1/models/%FF, 400"
    })
    void escapesInPathsAreDecodedOnce(String path, int status) throws IOException {
        try (RawHttp http = connect()) {
            http.send(RawHttp.request("GET", path, "Connection: close\r\n", ""));
            String reply = http.rest();
            assertThat(reply).startsWith("HTTP/1.1 " + status + " ");
            if (path.contains("%FF") || path.contains("%C3%28")) {
                assertThat(reply).contains("path: expected");
            }
        }
    }

    // ---- methods ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/v1/models",
                "/v1/models/plain",
                "/v2",
                "/v2/health/live",
                "/v2/health/ready",
                "/v2/models",
                "/v2/models/plain",
                "/v2/models/plain/ready",
                "/v2/models/plain/config"
            })
    void headIsAnsweredLikeGetWithoutTheBody(String path) throws IOException {
        try (RawHttp http = connect()) {
            http.send(RawHttp.request("HEAD", path, "Connection: close\r\n", ""));
            String reply = http.rest();
            assertThat(reply).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/score, 'POST, OPTIONS'",
        "/push, 'POST, OPTIONS'",
        "/get-online-features, 'POST, OPTIONS'",
        "/health, 'GET, HEAD, OPTIONS'",
        "/v1/models, 'GET, HEAD, OPTIONS'",
        "/v1/models/plain/policy, 'PUT, OPTIONS'",
        "/v2/models/plain/infer, 'POST, OPTIONS'",
        "/v2/models/plain, 'GET, HEAD, OPTIONS'"
    })
    void optionsAndOtherMethodsNameWhatIsAllowed(String path, String allowed) {
        given().options(path).then().statusCode(204).header("Allow", allowed);
        given().delete(path).then().statusCode(405).header("Allow", allowed);
    }

    // ---- framing ----

    @Test
    void bodyOfAGetIsSkipped() throws IOException {
        try (RawHttp http = connect()) {
            http.send(RawHttp.request("GET", "/v2/health/live", "", "{\"x\":1}")
                    + RawHttp.request("GET", "/v2/health/live", "Connection: close\r\n", ""));
            assertThat(http.rest().split("HTTP/1.1 200 ", -1)).hasSize(3);
        }
    }

    @Test
    void duplicateContentLengthIsRefused() throws IOException {
        try (RawHttp http = connect()) {
            http.send(RawHttp.request("POST", "/v1/score", "Content-Length: 3\r\n", CALL));
            assertThat(http.rest()).startsWith("HTTP/1.1 400 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" x", "{}", " 1", "\u0000"})
    void trailingBytesAfterJsonAreRefused(String more) {
        given().body(CALL + more).post("/v1/score").then().statusCode(400).body("error.field", equalTo("body"));
        given().body("{\"inputs\":[]}" + more)
                .post("/v2/models/plain/infer")
                .then()
                .statusCode(400);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
