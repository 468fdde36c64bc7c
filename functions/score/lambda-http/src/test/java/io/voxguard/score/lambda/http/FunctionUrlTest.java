package io.voxguard.score.lambda.http;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.ProjectModels;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.hamcrest.Matcher;
import org.hamcrest.MatcherAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payloads of version 2.0, as function URLs and HTTP APIs of API Gateway send them. */
@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ProjectModels.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = LambdaRuntime.class, restrictToAnnotatedClass = true)
class FunctionUrlTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CALL =
            "{\"call_id\":\"u-1\",\"caller\":\"+817060299810\",\"callee\":\"+441462036192\",\"deadline_ms\":5000}";

    /** A reply of the function. */
    private record Reply(int status, String body) {
        void has(String path, Matcher<?> value) {
            MatcherAssert.assertThat(body, JsonPath.from(body).get(path), cast(value));
        }

        @SuppressWarnings("unchecked") // the matcher looks at what is there
        private static <T> Matcher<T> cast(Matcher<?> matcher) {
            return (Matcher<T>) matcher;
        }
    }

    @BeforeEach
    void awaitTheStore() {
        Eventually.await("the function reaches the store", () -> JsonPath.from(
                        post("/v1/score", CALL).body())
                .getList("degraded")
                .isEmpty());
    }

    @Test
    void callIsScored() throws Exception {
        Reply reply = post("/v1/score", CALL);
        Assertions.assertThat(reply.status()).isEqualTo(200);
        reply.has("call_id", equalTo("u-1"));
        reply.has("decided_by", equalTo("model"));
        reply.has("degraded", empty());
    }

    @Test
    void batchIsScored() throws Exception {
        Reply reply = post(
                "/v1/score/batch",
                "{\"deadline_ms\":5000,\"calls\":[" + CALL.replace(",\"deadline_ms\":5000", "") + ",{\"caller\":5}]}");
        Assertions.assertThat(reply.status()).isEqualTo(200);
        reply.has("results[0].call_id", equalTo("u-1"));
        reply.has("results[1].error.field", equalTo("caller"));
    }

    @Test
    void featuresAreRead() throws Exception {
        Reply reply = post(
                "/get-online-features",
                "{\"features\":[\"caller_velocity:calls_1h\"],\"entities\":{\"caller\":[\"+817060299810\"]}}");
        Assertions.assertThat(reply.status()).isEqualTo(200);
        reply.has("metadata.feature_names", equalTo(List.of("caller", "calls_1h")));
    }

    @Test
    void bodyInBase64IsDecoded() throws Exception {
        String body = Base64.getEncoder().encodeToString(CALL.getBytes(StandardCharsets.UTF_8));
        Assertions.assertThat(invoke("/v1/score", body, true).status()).isEqualTo(200);
    }

    @Test
    void badRequestIsItsOwnReplyAndNotAFailureOfTheFunction() throws Exception {
        Reply reply = post("/v1/score", "{\"caller\":\"not a number\"}");
        Assertions.assertThat(reply.status()).isEqualTo(400);
        reply.has("error.field", equalTo("caller"));
        Assertions.assertThat(post("/v1/nothing", "{}").status()).isEqualTo(404);
    }

    @Test
    void withoutTheStoreTheAnswerIsDegradedAndSaysSo() throws Exception {
        StoreServer.runWithoutStore(() -> {
            Reply reply = post("/v1/score", CALL.replace("5000", "50"));
            Assertions.assertThat(reply.status()).isEqualTo(200);
            reply.has("degraded", not(empty()));
        });
    }

    @Test
    void modelsCannotBeChanged() throws Exception {
        Reply reply = post("/v2/repository/models/call-fraud-gbm/unload", "{}");
        Assertions.assertThat(reply.status()).isEqualTo(403);
        MatcherAssert.assertThat(reply.body(), containsString("voxguard.models.control"));
    }

    private static Reply post(String path, String body) throws Exception {
        return invoke(path, body, false);
    }

    private static Reply invoke(String path, String body, boolean base64) throws Exception {
        Map<String, Object> request = Map.of(
                "version",
                "2.0",
                "routeKey",
                "$default",
                "rawPath",
                path,
                "rawQueryString",
                "",
                "headers",
                Map.of("content-type", "application/json", "host", "id.lambda-url.eu-west-1.on.aws"),
                "requestContext",
                Map.of(
                        "http",
                        Map.of("method", "POST", "path", path, "protocol", "HTTP/1.1", "sourceIp", "203.0.113.7")),
                "body",
                body,
                "isBase64Encoded",
                base64);
        JsonPath reply = LambdaRuntime.invoke(JSON.writeValueAsString(request))
                .statusCode(200)
                .extract()
                .jsonPath();
        String text = reply.getString("body");
        return new Reply(
                reply.getInt("statusCode"),
                reply.getBoolean("isBase64Encoded")
                        ? new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)
                        : String.valueOf(text));
    }
}
