package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.voxguard.testing.Eventually;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client of {@code /v1/limits} can rely on. Runs on the JVM, and on the packaged service as LimitsContractIT. */
@QuarkusTest
@WithTestResource(LimitsForTests.class)
class LimitsContractTest {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String key = "k" + NEXT.incrementAndGet();

    private static ValidatableResponse post(String limit, String verb, String body) {
        return given().body(body).post("/v1/limits/" + limit + "/" + verb).then();
    }

    private ValidatableResponse consume(String limit, long cost) {
        return post(limit, "consume", "{\"key\":\"" + key + "\",\"cost\":" + cost + "}");
    }

    // ---- verdicts ----

    @Test
    void costsUpToTheBurstPassAndLargerOnesAreRefusedForEver() {
        consume("per-key", 0).statusCode(200).body("allowed", is(true)).body("remaining", equalTo(5));
        for (long cost : new long[] {6, 11, 1L << 31, (1L << 53) - 1}) {
            consume("per-key", cost)
                    .statusCode(429)
                    .header("Retry-After", nullValue())
                    .body("allowed", is(false))
                    .body("remaining", equalTo(5))
                    .body("retry_after_ms", nullValue())
                    .body("refused_by", equalTo("per-key"));
        }
        consume("per-key", 5).statusCode(200).body("allowed", is(true)).body("remaining", equalTo(0));
        consume("per-key", 0).statusCode(200).body("allowed", is(true)).body("remaining", equalTo(0));
    }

    @Test
    void refusalSaysWhenToAskAgainInBodyAndHeaders() {
        post("per-key", "consume", "{\"key\":\"" + key + "\"}")
                .statusCode(200)
                .header("RateLimit-Policy", equalTo("\"per-key\";q=5;w=86400"))
                .header("RateLimit", matchesPattern("\"per-key\";r=4;t=172[78]\\d"))
                .header("Retry-After", nullValue())
                .body("limit", equalTo("per-key"))
                .body("remaining", equalTo(4))
                .body("retry_after_ms", nullValue())
                .body("reset_after_ms", allOf(greaterThan(17_270_000), lessThanOrEqualTo(17_280_000)))
                .body("degraded", is(false));
        consume("per-key", 4).statusCode(200);
        consume("per-key", 1)
                .statusCode(429)
                .contentType("application/json")
                .header("Retry-After", matchesPattern("172[78]\\d"))
                .header("RateLimit", matchesPattern("\"per-key\";r=0;t=8639\\d|\"per-key\";r=0;t=86400"))
                .body("allowed", is(false))
                .body("remaining", equalTo(0))
                .body("retry_after_ms", allOf(greaterThan(17_270_000), lessThanOrEqualTo(17_280_000)));
    }

    @Test
    void sameRequestPassesAfterTheTimeThatTheRefusalNamed() {
        consume("quick", 2).statusCode(200);
        int retryMs = consume("quick", 2).statusCode(429).extract().path("retry_after_ms");
        assertThat(retryMs).isBetween(1, 4000);
        long end = System.nanoTime() + retryMs * 1_000_000L;
        Eventually.await("the time is over", () -> System.nanoTime() >= end);
        consume("quick", 2).statusCode(200);
    }

    @Test
    void everyWindowMustHaveRoom() {
        consume("two", 2)
                .statusCode(200)
                .header("RateLimit-Policy", equalTo("\"two-1\";q=2, \"two-2\";q=3;w=86400;burst=4"))
                .header("RateLimit", equalTo("\"two-1\";r=0;t=1"))
                .body("remaining", equalTo(0));
        Eventually.await(
                "the first window fills",
                () -> given().body("{\"key\":\"" + key + "\",\"cost\":2}")
                                .post("/v1/limits/two/consume")
                                .statusCode()
                        == 200);
        Eventually.await("the first window fills again", () -> {
            String header = given().body("{\"key\":\"" + key + "\"}")
                    .post("/v1/limits/two/peek")
                    .header("RateLimit");
            return header.startsWith("\"two-2\";r=0");
        });
        consume("two", 3).statusCode(429).body("retry_after_ms", nullValue());
    }

    @Test
    void peekTakesNothingAndTellsWhatConsumeWouldAnswer() {
        String body = "{\"key\":\"" + key + "\",\"cost\":5}";
        for (int i = 0; i < 3; i++) {
            post("per-key", "peek", body)
                    .statusCode(200)
                    .body("allowed", is(true))
                    .body("remaining", equalTo(5));
        }
        consume("per-key", 1).statusCode(200);
        post("per-key", "peek", body).statusCode(200).body("allowed", is(false)).body("retry_after_ms", greaterThan(0));
    }

    @Test
    void resetFillsTheBucketsOfTheLimitItself() {
        consume("per-key", 5).statusCode(200);
        consume("bounded", 1).statusCode(200);
        post("per-key", "reset", "{\"key\":\"" + key + "\"}")
                .statusCode(200)
                .body("limit", equalTo("per-key"))
                .body("reset", equalTo(1));
        consume("per-key", 1).statusCode(200).body("remaining", equalTo(4));
        consume("bounded", 1).statusCode(200).body("remaining", equalTo(3));
        post("per-key", "reset", "{\"keys\":[{\"key\":\"" + key + "\"},{\"key\":\"unknown\"}]}")
                .statusCode(200)
                .body("reset", equalTo(2));
        consume("per-key", 0).body("remaining", equalTo(5));
    }

    @Test
    void keysAreCountedApartAndAnyTextIsOne() {
        for (String text : List.of("}", "{x}", "a b", "日本", "per:key", "\\\"", "k\\u0000")) {
            String body = "{\"key\":\"" + text + key + "\",\"cost\":5}";
            post("per-key", "consume", body).statusCode(200);
            post("per-key", "consume", body).statusCode(429);
        }
    }

    // ---- parties ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "per-caller|\"caller\":\"+1415555%04d\"",
                "per-callee|\"callee\":\"+4420718%05d\"",
                "per-trunk|\"trunk\":\"trunk-%d\"",
                "per-pair|\"caller\":\"+1415555%04d\",\"callee\":\"112\"",
            })
    void limitCountsByItsParts(String limit, String parts) {
        int one = NEXT.incrementAndGet();
        int other = NEXT.incrementAndGet();
        String body = "{" + parts.formatted(one) + ",\"cost\":3}";
        post(limit, "consume", body).statusCode(200);
        post(limit, "consume", body).statusCode(429);
        post(limit, "consume", "{" + parts.formatted(other) + ",\"cost\":3}").statusCode(200);
    }

    @Test
    void combinationTakesFromAllLimitsOrFromNone() {
        String trunk = "\"trunk\":\"t-" + key + "\"";
        post("call", "consume", "{\"caller\":\"+14155550001\"," + trunk + ",\"cost\":3}")
                .statusCode(200)
                .body("limit", equalTo("call"))
                .body("remaining", equalTo(0))
                .body("shadow", equalTo("refused"))
                .body("refused_by", equalTo("watched"));
        post("call", "consume", "{\"caller\":\"+14155550002\"," + trunk + "}")
                .statusCode(429)
                .header("Retry-After", greaterThan("0"))
                .body("refused_by", equalTo("per-trunk"))
                .body("allowed", is(false));
        post("call", "peek", "{\"caller\":\"+14155550002\",\"trunk\":\"another-" + key + "\"}")
                .statusCode(200)
                .body("shadow", equalTo("allowed"));
        post("call", "consume", "{\"caller\":\"+14155550002\",\"trunk\":\"third-" + key + "\",\"cost\":3}")
                .statusCode(200)
                .body("remaining", equalTo(0));
        post("call", "peek", "{\"caller\":\"+14155550002\",\"trunk\":\"fourth-" + key + "\",\"cost\":3}")
                .body("allowed", is(false))
                .body("refused_by", equalTo("call"))
                .body("remaining", equalTo(2));
    }

    @Test
    void limitInShadowModeCountsAndSaysWhatItWouldHaveAnswered() {
        String body = "{\"trunk\":\"" + key + "\"}";
        double before = refusedInShadow();
        for (int left = 1; left >= 0; left--) {
            post("watched", "consume", body)
                    .statusCode(200)
                    .body("shadow", equalTo("allowed"))
                    .body("remaining", equalTo(left));
        }
        post("watched", "consume", body)
                .statusCode(200)
                .body("allowed", is(true))
                .body("shadow", equalTo("refused"))
                .body("refused_by", equalTo("watched"))
                .body("retry_after_ms", greaterThan(0));
        assertThat(refusedInShadow()).isEqualTo(before + 1);
    }

    private static double refusedInShadow() {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("voxguard_limits_shadow_refused_total{limit=\"watched\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    // ---- many keys ----

    @Test
    void manyKeysAreAnsweredInTheirOrder() {
        String body = IntStream.range(0, 256)
                .mapToObj(i -> "{\"key\":\"" + key + "-" + i % 50 + "\"}")
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
        List<Boolean> allowed = post("per-key", "consume", body)
                .statusCode(200)
                .header("RateLimit", nullValue())
                .body("results", hasSize(256))
                .extract()
                .path("results.allowed");
        for (int i = 0; i < 256; i++) {
            assertThat(allowed.get(i)).as("key %d", i).isEqualTo(i / 50 < 5);
        }
        post("per-key", "peek", "{\"keys\":[{\"key\":\"" + key + "-0\"},{\"key\":\"" + key + "-new\",\"cost\":5}]}")
                .statusCode(200)
                .body("results.allowed", equalTo(List.of(false, true)))
                .body("results.remaining", equalTo(List.of(0, 5)));
    }

    @Test
    void moreKeysThanAllowedAreRefusedWhole() {
        String body = IntStream.range(0, 257)
                .mapToObj(i -> "{\"key\":\"" + key + "\"}")
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
        post("per-key", "consume", body)
                .statusCode(413)
                .body("error.message", equalTo("keys: expected at most 256 keys, got more"));
        consume("per-key", 0).body("remaining", equalTo(5));
    }

    // ---- refusals ----

    @Test
    void unknownLimitIsNotFound() {
        for (String verb : List.of("consume", "peek", "reset")) {
            post("nobody", verb, "{\"key\":\"k\"}")
                    .statusCode(404)
                    .body("error.field", equalTo("limit"))
                    .body("error.expected", containsString("per-caller"))
                    .body("error.got", equalTo("\"nobody\""));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "per-key|{}|key: expected 1 to 256 characters, got nothing",
                "per-key|{\"key\":\"\"}|key: expected 1 to 256 characters, got \"\"",
                "per-key|{\"key\":7}|key: expected 1 to 256 characters, got 7",
                "per-key|{\"key\":\"k\",\"cost\":-1}|cost: expected a whole number from 0 to 9007199254740991, got -1",
                "per-key|{\"key\":\"k\",\"cost\":1.5}|cost: expected a whole number from 0 to 9007199254740991, got 1.5",
                "per-key|{\"key\":\"k\",\"cost\":\"1\"}|cost: expected a whole number from 0 to 9007199254740991, got \"1\"",
                "per-key|{\"key\":\"k\",\"cost\":null}|cost: expected a whole number from 0 to 9007199254740991, got null",
                "per-key|{\"key\":\"k\",\"cost\":9007199254740992}|cost: expected a whole number from 0 to 9007199254740991, got 9007199254740992",
                "per-key|{\"key\":\"k\",\"cost\":99999999999999999999}|cost: expected a whole number from 0 to 9007199254740991, got 99999999999999999999",
                "bounded|{\"key\":\"k\",\"cost\":11}|cost: expected a whole number from 0 to 10, got 11",
                "per-key|{\"key\":\"k\",\"key\":\"l\"}|key: expected one value, got a duplicate field",
                "per-key|{\"key\":\"k\",\"cost\":1,\"cost\":2}|cost: expected one value, got a duplicate field",
                "per-key|{\"caller\":\"+14155550100\"}|caller: expected one of key, cost, keys, got an unknown field",
                "per-caller|{\"caller\":\"+1\"}|caller: expected a number: 1 to 15 digits, with a leading + 7 to 15 (E.164), got \"+1\"",
                "per-caller|{\"key\":\"k\"}|key: expected one of caller, cost, keys, got an unknown field",
                "per-trunk|{\"trunk\":\"a b\"}|trunk: expected 1 to 64 letters, digits, or any of . _ : -, got \"a b\"",
                "per-pair|{\"caller\":\"112\"}|callee: expected a number: 1 to 15 digits, with a leading + 3 to 15 (E.164), got nothing",
                "call|{\"caller\":\"112\"}|trunk: expected 1 to 64 letters, digits, or any of . _ : -, got nothing",
                "per-key|{\"keys\":[]}|keys: expected a list of 1 to 256 keys, got an empty list",
                "per-key|{\"keys\":{}}|keys: expected a list of keys, got an object",
                "per-key|{\"keys\":[7]}|keys[0]: expected an object, got 7",
                "per-key|{\"keys\":[{\"key\":\"k\"},{\"key\":\"\"}]}|keys[1].key: expected 1 to 256 characters, got \"\"",
                "per-key|{\"keys\":[{\"key\":\"k\",\"keys\":[]}]}|keys[0].keys: expected one of key, cost, got an unknown field",
                "per-key|{\"keys\":[{\"key\":\"k\",\"cost\":-1}]}|keys[0].cost: expected a whole number from 0 to 9007199254740991, got -1",
                "per-key|{\"keys\":[{\"key\":\"k\"}],\"cost\":1}|keys: expected a list of keys alone, each with its own fields, got other fields beside it",
                "per-key|{\"keys\":[{\"key\":\"k\"}],\"keys\":[]}|keys: expected one list of keys, got a duplicate field",
                "per-key|[]|body: expected a JSON object, got START_ARRAY",
            })
    void badBodyIsRefusedByFieldExpectedAndGot(String limit, String body, String message) {
        post(limit, "consume", body).statusCode(400).body("error.message", equalTo(message));
        post(limit, "peek", body).statusCode(400).body("error.message", equalTo(message));
    }

    @Test
    void truncatedBodyAndResetWithACostAreRefused() {
        for (String body : List.of("", "{", "{\"keys\":[", "{\"keys\":[{\"key\":\"k\"", "{\"key\":\"k\"")) {
            post("per-key", "consume", body).statusCode(400).body("error.field", equalTo("body"));
        }
        post("per-key", "reset", "{\"key\":\"k\",\"cost\":1}")
                .statusCode(400)
                .body("error.message", equalTo("cost: expected one of key, keys, got an unknown field"));
        post("call", "reset", "{\"caller\":\"112\",\"trunk\":\"t\"}")
                .statusCode(400)
                .body("error.field", equalTo("trunk"));
    }

    @Test
    void tooLargeBodyIsRefused() {
        post("per-key", "consume", "{\"key\":\"" + "k".repeat(1 << 20) + "\"}").statusCode(413);
    }
}
