package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of the Open Inference Protocol can rely on. Runs on the JVM, and on the native executable as InferenceContractIT. */
@QuarkusTest
@WithTestResource(ModelsForTests.class)
class InferenceContractTest {
    private static final String PLAIN = "/v2/models/plain/infer";
    private static final String GBM = "/v2/models/call-fraud-gbm/infer";
    private static final String LENGTH = "Inference-Header-Content-Length";
    private static final String ROW = String.join(",", Collections.nCopies(40, "1.5"));
    private static final String CALLS = """
            {"name":"caller","datatype":"BYTES","shape":[2],"data":["+14155550100","not a number"]},
            {"name":"callee","datatype":"BYTES","shape":[2],"data":["+442071838750","+442071838750"]}""";

    // ---- good answers ----

    @Test
    void plainModelTreatsFlatAndNestedDataAlike() {
        float flat = probability(infer(PLAIN, input("[1,40]", "[" + ROW + "]")));
        float nested = probability(infer(PLAIN, input("[1,40]", "[[" + ROW + "]]")));
        assertThat(flat).isEqualTo(nested).isBetween(0f, 1f);
        infer(PLAIN, input("[1,40]", "[" + ROW + "]"))
                .statusCode(200)
                .contentType(equalTo("application/json"))
                .body("model_name", equalTo("plain"))
                .body("model_version", equalTo("2"))
                .body("$", not(hasKey("id")))
                .body("outputs[0].shape", equalTo(List.of(1, 1)))
                .body("outputs[0].datatype", equalTo("FP32"));
    }

    @Test
    void fieldsMayComeInAnyOrderAndTheIdIsEchoed() {
        infer(
                        PLAIN,
                        "{\"inputs\":[{\"data\":[" + ROW
                                + "],\"shape\":[1,40],\"datatype\":\"FP32\",\"name\":\"features\"}],\"id\":\"é-1\"}")
                .statusCode(200)
                .body("id", equalTo("é-1"));
    }

    @Test
    void binaryDataIsAcceptedAndReturned() {
        ByteBuffer tensor = ByteBuffer.allocate(160).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 40; i++) {
            tensor.putFloat(1.5f);
        }
        byte[] json = utf8(
                "{\"inputs\":[{\"name\":\"features\",\"shape\":[1,40],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":160}}],"
                        + "\"parameters\":{\"binary_data_output\":true}}");
        Response reply = given().header(LENGTH, json.length)
                .body(join(json, tensor.array()))
                .post(PLAIN)
                .then()
                .statusCode(200)
                .contentType("application/octet-stream")
                .extract()
                .response();
        byte[] body = reply.asByteArray();
        int length = Integer.parseInt(reply.header(LENGTH));
        assertThat(new String(body, 0, length, StandardCharsets.UTF_8)).contains("\"binary_data_size\":4");
        float binary =
                ByteBuffer.wrap(body, length, 4).order(ByteOrder.LITTLE_ENDIAN).getFloat();
        assertThat(binary).isEqualTo(probability(infer(PLAIN, input("[1,40]", "[" + ROW + "]"))));
        byte[] raw = given().header(LENGTH, 0)
                .body(tensor.array())
                .post(PLAIN)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(ByteBuffer.wrap(raw, raw.length - 4, 4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getFloat())
                .isEqualTo(binary);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void compressedRequestIsReadAndLargeReplyIsCompressed(String encoding) throws IOException {
        String rows = String.join(",", Collections.nCopies(1000, ROW));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (var out = encoding.equals("gzip") ? new GZIPOutputStream(body) : new DeflaterOutputStream(body)) {
            out.write(utf8(input("[1000,40]", "[" + rows + "]")));
        }
        given().header("Content-Encoding", encoding)
                .header("Accept-Encoding", encoding)
                .body(body.toByteArray())
                .post(PLAIN)
                .then()
                .statusCode(200)
                .body("outputs[0].data", hasSize(1000));
    }

    @Test
    void scoringModelAnswersRowByRowAndABadRowHasItsOwnError() {
        infer(
                        GBM,
                        "{\"inputs\":[" + CALLS
                                + ",{\"name\":\"hour\",\"datatype\":\"INT32\",\"shape\":[2],\"data\":[3,3]}]}")
                .statusCode(200)
                .body("model_version", equalTo("3"))
                .body(
                        "outputs.name",
                        equalTo(List.of(
                                "score", "decision", "reasons", "degraded", "model_version", "error", "decided_by")))
                .body("outputs[0].data[0]", not(equalTo(null)))
                .body("outputs[0].data[1]", equalTo(null))
                .body("outputs[1].data[1]", emptyString())
                .body("outputs[2].data[0]", startsWith("[{\"feature\":\""))
                .body("outputs[5].data[0]", emptyString())
                .body("outputs[5].data[1]", containsString("caller"));
    }

    @Test
    void onlyRequestedOutputsAreReturnedInRequestedOrder() {
        infer(GBM, "{\"inputs\":[" + CALLS + "],\"outputs\":[{\"name\":\"decision\"},{\"name\":\"score\"}]}")
                .statusCode(200)
                .body("outputs.name", equalTo(List.of("decision", "score")));
    }

    @Test
    void callHasTheSameScoreOverEveryProtocol() {
        String call =
                "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"started_at\":\"2026-03-02T08:15:30Z\"}";
        float native1 = given().body(call)
                .post("/v1/score")
                .then()
                .statusCode(200)
                .extract()
                .path("score");
        Float tensors =
                infer(GBM, "{\"inputs\":[" + """
                {"name":"caller","datatype":"BYTES","shape":[1,1],"data":["+14155550100"]},
                {"name":"callee","datatype":"BYTES","shape":[1,1],"data":["+442071838750"]},
                {"name":"started_at","datatype":"BYTES","shape":[1,1],"data":["2026-03-02T08:15:30Z"]}]}""").statusCode(200).extract().path("outputs[0].data[0]");
        assertThat(tensors).isEqualTo(native1);
    }

    @Test
    void serverAndModelMetadataAreServed() {
        given().get("/v2")
                .then()
                .statusCode(200)
                .body("extensions", hasItems("binary_tensor_data", "model_repository"));
        given().get("/v2/health/live")
                .then()
                .statusCode(200)
                .body("live", equalTo(true))
                .body("ready", equalTo(true));
        given().get("/v2/health/ready")
                .then()
                .statusCode(200)
                .body("live", equalTo(true))
                .body("ready", equalTo(true));
        given().get("/v2/models/plain")
                .then()
                .statusCode(200)
                .body("versions", containsInAnyOrder("1", "2"))
                .body("platform", equalTo("onnx_onnxv1"))
                .body("inputs[0].shape", equalTo(List.of(-1, 40)));
        given().get("/v2/models/plain/versions/1/ready").then().statusCode(200).body("ready", equalTo(true));
        given().get("/v2/models/call-fraud-gbm/config")
                .then()
                .statusCode(200)
                .body("parameters.reasons_method.string_value", equalTo("baseline_shapley"));
        given().get("/v2/models/call-fraud-mlp/config")
                .then()
                .body("parameters.reasons_method.string_value", equalTo("occlusion"));
        infer(PLAIN, input("[1,40]", "[" + ROW + "]")).statusCode(200);
        given().get("/v2/models/plain/stats")
                .then()
                .statusCode(200)
                .body("model_stats.find { it.version == '2' }.inference_stats.success.count", not(equalTo(0)));
        given().body("{\"ready\":true}")
                .post("/v2/repository/index")
                .then()
                .statusCode(200)
                .body("state", not(hasItem("UNAVAILABLE")));
        given().post("/v2/repository/index")
                .then()
                .body("find { it.name == 'lying' }.reason", containsString("the manifest says"));
    }

    // ---- the repository ----

    @Test
    void unloadedModelIs503UntilItIsLoadedAgain() {
        given().post("/v2/repository/models/narrow/unload").then().statusCode(200);
        infer("/v2/models/narrow/infer", input("[1,40]", "[" + ROW + "]"))
                .statusCode(503)
                .body("error", containsString("unloaded"));
        given().get("/v2/models/narrow/ready").then().statusCode(503);
        given().post("/v2/repository/models/narrow/load").then().statusCode(200);
        infer("/v2/models/narrow/infer", input("[1,40]", "[" + ROW + "]")).statusCode(200);
        given().post("/v2/repository/models/lying/load")
                .then()
                .statusCode(400)
                .body("error", containsString("the manifest says"));
        given().post("/v2/repository/models/nobody/load").then().statusCode(404);
    }

    @Test
    void policyChoosesTheVersionAndRollbackRestoresThePreviousOne() {
        String second = "/v1/models/second";
        put("{\"policy\":\"pinned\",\"version\":\"1\"}").statusCode(200).body("serving", equalTo("1"));
        assertThat(versionOf("+14155550100")).isEqualTo("1");
        put("{\"policy\":\"canary\",\"version\":\"1\",\"candidate\":\"2\",\"percent\":50}")
                .statusCode(200);
        List<String> first = versions();
        assertThat(first).contains("1", "2").isEqualTo(versions());
        given().post(second + "/rollback").then().statusCode(200).body("policy.policy", equalTo("pinned"));
        assertThat(versions()).containsOnly("1");
        put("{\"policy\":\"shadow\",\"version\":\"1\",\"candidate\":\"2\"}").statusCode(200);
        assertThat(versions()).containsOnly("1");
        for (int i = 0; i < 100; i++) {
            int compared = given().get(second).then().extract().path("shadow.compared");
            if (compared > 0) {
                break;
            }
            versions();
        }
        given().get(second)
                .then()
                .body("shadow.compared", not(equalTo(0)))
                .body("shadow.max_difference", not(equalTo(0.0f)));
        put("{\"policy\":\"latest\"}").statusCode(200).body("serving", equalTo("2"));
        given().get(second).then().body("replicas", hasSize(1)).body("replicas[0].serving", equalTo("2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"policy":"newest"}                                                  | 400 | policy
            {"policy":"pinned"}                                                  | 400 | version
            {"policy":"pinned","version":7}                                      | 400 | version
            {"policy":"pinned","version":"7"}                                    | 404 | model
            {"policy":"canary","version":"1","candidate":"2","percent":101}      | 400 | percent
            {"policy":"canary","version":"1","candidate":"2"}                    | 400 | percent
            {"policy":"canary","version":"1","percent":10}                       | 400 | candidate
            {"policy":"latest","more":1}                                         | 400 | more
            []                                                                   | 400 | body
            """)
    void invalidPolicyIsRefusedWithItsField(String body, int status, String field) {
        put(body).statusCode(status).body("error.field", equalTo(field));
    }

    // ---- bad input ----

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1,39]                   | FP32  | features | 39 | shape [-1, 40]
            [40]                     | FP32  | features | 40 | shape [-1, 40]
            [1,40,1]                 | FP32  | features | 40 | shape [-1, 40]
            [1,40]                   | FP64  | features | 40 | datatype FP32
            [1,40]                   | FP128 | features | 40 | datatype
            [1,40]                   | FP32  | other    | 40 | one of [features]
            [2,40]                   | FP32  | features | 40 | 80 values
            [1,40]                   | FP32  | features | 41 | 40 values
            [-1,40]                  | FP32  | features | 40 | shape
            [0,40]                   | FP32  | features | 40 | shape
            [9223372036854775807,40] | FP32  | features | 40 | shape
            [99999999999999999999,1] | FP32  | features | 40 | shape
            [1.5,40]                 | FP32  | features | 40 | shape
            "x"                      | FP32  | features | 40 | shape
            """)
    void tensorThatDoesNotFitTheModelIsRefusedWithItsName(
            String shape, String type, String name, int values, String told) {
        String data = String.join(",", Collections.nCopies(values, "1"));
        infer(
                        PLAIN,
                        "{\"inputs\":[{\"name\":\"" + name + "\",\"shape\":" + shape + ",\"datatype\":\"" + type
                                + "\",\"data\":[" + data + "]}]}")
                .statusCode(400)
                .contentType(equalTo("application/json"))
                .body("error", containsString("input \"" + name + "\""))
                .body("error", containsString(told));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "\"1\"", "true", "{}", "1e39"})
    void nonNumericValueIsRefusedWithItsTensor(String value) {
        String data = "[" + value + "," + String.join(",", Collections.nCopies(39, "1")) + "]";
        infer(PLAIN, input("[1,40]", data)).statusCode(400).body("error", startsWith("input \"features\""));
    }

    @ParameterizedTest
    @CsvSource({"161", "159", "-1", "99999999999", "0"})
    void binaryDataOfTheWrongLengthIsRefusedWithItsTensor(String size) {
        byte[] json = utf8(
                "{\"inputs\":[{\"name\":\"features\",\"shape\":[1,40],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":"
                        + size + "}}]}");
        given().header(LENGTH, json.length)
                .body(join(json, new byte[160]))
                .post(PLAIN)
                .then()
                .statusCode(400)
                .body("error", startsWith("input \"features\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100000", "-1", "x", "9999999999999"})
    void headerLengthBeyondTheBodyIsRefused(String length) {
        given().header(LENGTH, length)
                .body(input("[1,40]", "[" + ROW + "]"))
                .post(PLAIN)
                .then()
                .statusCode(400)
                .body("error", containsString(LENGTH));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v2/models/nobody/infer             | 404 | nobody
            /v2/models/plain/versions/9/infer   | 404 | "9"
            /v2/models/lying/infer              | 503 | the manifest says
            /v2/nowhere                         | 404 | path
            /v2/models/plain/versions//infer    | 404 | version
            """)
    void unknownModelVersionOrPathIsNamed(String path, int status, String told) {
        infer(path, input("[1,40]", "[" + ROW + "]")).statusCode(status).body("error", containsString(told));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"inputs\":[]}",
                "{\"inputs\":{}}",
                "{\"inputs\":[1]}",
                "{\"inputs\":[{}]}",
                "{\"inputs\":[{\"name\":\"features\"}]}",
                "{\"inputs\":[{\"name\":\"features\",\"shape\":[1,40],\"datatype\":\"FP32\"}]}",
                "{\"inputs\":[{\"name\":\"features\",\"shape\":[1,40],\"datatype\":\"FP32\",\"data\":[1,2",
                "{\"id\":7,\"inputs\":[]}",
                "{\"parameters\":[],\"inputs\":[]}",
                "{\"parameters\":{\"timeout\":-5},\"inputs\":[]}",
                "{\"inputs\":[]} more",
            })
    void malformedRequestBodyIs400(String body) {
        infer(PLAIN, body).statusCode(400).body("error", not(emptyString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void bodyInAnotherCharsetIs400(String charset) {
        byte[] body = input("[1,40]", "[" + ROW + "]").getBytes(Charset.forName(charset));
        given().body(body).post(PLAIN).then().statusCode(400).body("error", containsString("UTF-8"));
    }

    @Test
    void binaryOutputMayBeRequestedPerOutput() {
        String sound = input("[1,40]", "[" + ROW + "]");
        infer(
                        PLAIN,
                        sound.substring(0, sound.length() - 1)
                                + ",\"outputs\":[{\"name\":\"probability\"}],\"parameters\":{\"binary_data_output\":true}}")
                .statusCode(200)
                .contentType("application/octet-stream");
    }

    @Test
    void batchBeyondTheLimitIsRefused() {
        String numbers = String.join(",", Collections.nCopies(1025, "\"+14155550100\""));
        String tensor = "{\"name\":\"%s\",\"datatype\":\"BYTES\",\"shape\":[1025],\"data\":[" + numbers + "]}";
        infer(GBM, "{\"inputs\":[" + tensor.formatted("caller") + "," + tensor.formatted("callee") + "]}")
                .statusCode(400)
                .body("error", containsString("at most 1024 rows"));
    }

    @Test
    void unknownOutputIsRefusedWithItsName() {
        String sound = input("[1,40]", "[" + ROW + "]");
        infer(PLAIN, sound.substring(0, sound.length() - 1) + ",\"outputs\":[{\"name\":\"magic\"}]}")
                .statusCode(400)
                .body("error", containsString("output \"magic\""));
        infer(
                        PLAIN,
                        sound.substring(0, sound.length() - 1)
                                + ",\"outputs\":[{\"name\":\"probability\"},{\"name\":\"probability\"}]}")
                .statusCode(400);
    }

    @Test
    void expiredTimeoutIs504() {
        infer(
                        PLAIN,
                        "{\"parameters\":{\"timeout\":1},"
                                + input("[1,40]", "[" + ROW + "]").substring(1))
                .statusCode(504)
                .body("error", containsString("deadline"));
    }

    @Test
    void bodyThatIsOrInflatesTooLargeIs413() throws IOException {
        given().body(new byte[17 * 1024 * 1024]).post(PLAIN).then().statusCode(413);
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] blanks = new byte[1 << 20];
            Arrays.fill(blanks, (byte) ' ');
            for (int i = 0; i < 64; i++) {
                out.write(blanks);
            }
        }
        given().header("Content-Encoding", "gzip")
                .body(bomb.toByteArray())
                .post(PLAIN)
                .then()
                .statusCode(413)
                .body("error", containsString("decompressed"));
        given().header("Content-Encoding", "br").body("{}").post(PLAIN).then().statusCode(415);
        given().header("Content-Encoding", "gzip").body("{}").post(PLAIN).then().statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/models/plain/infer, POST",
        "POST, /v2/models/plain, GET",
        "DELETE, /v2, GET",
        "GET, /v2/repository/index, POST",
        "POST, /v1/models/plain/policy, PUT",
        "GET, /v1/models/plain/rollback, POST"
    })
    void otherMethodIs405WithTheAllowedOne(String method, String path, String allowed) {
        given().request(method, path).then().statusCode(405).header("Allow", startsWith(allowed));
    }

    private ValidatableResponse put(String body) {
        return given().body(body).put("/v1/models/second/policy").then();
    }

    private static String versionOf(String caller) {
        return given().body("{\"caller\":\"" + caller + "\",\"callee\":\"+442071838750\",\"model\":\"second\"}")
                .post("/v1/score")
                .then()
                .statusCode(200)
                .extract()
                .path("model.version");
    }

    /** By the batch road: each call by its own caller's version. */
    private static List<String> versions() {
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            calls.append(i == 0 ? "" : ",")
                    .append("{\"caller\":\"+141555501")
                    .append(10 + i)
                    .append("\",\"callee\":\"+442071838750\"}");
        }
        return given().body("{\"model\":\"second\",\"calls\":[" + calls + "]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .extract()
                .path("results.model.version");
    }

    private static ValidatableResponse infer(String path, String body) {
        return given().body(utf8(body)).post(path).then();
    }

    private static float probability(ValidatableResponse reply) {
        return reply.statusCode(200).extract().path("outputs[0].data[0]");
    }

    private static String input(String shape, String data) {
        return "{\"inputs\":[{\"name\":\"features\",\"shape\":" + shape + ",\"datatype\":\"FP32\",\"data\":" + data
                + "}]}";
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
