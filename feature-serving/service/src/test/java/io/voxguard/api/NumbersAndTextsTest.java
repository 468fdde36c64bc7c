package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are none or that do not fit, texts beyond the Basic Multilingual Plane, and parameters that are not done: right or refused by name. */
@QuarkusTest
@WithTestResource(NumbersAndTextsTest.OddModels.class)
class NumbersAndTextsTest {
    private static final String PARTIES = "\"caller\":\"+14155556727\",\"callee\":\"+442071838750\"";
    /** What makes the model share/1 divide 0 by 0. */
    private static final String ZEROS =
            "\"context\":{\"caller_rhythm:mean_duration_s_24h\":0,\"caller_rhythm:short_ratio_24h\":0}";

    private static final String LENGTH = "Inference-Header-Content-Length";
    private static final String LOAD = "/v2/repository/models/share/load";
    private static final List<String> TEXTS =
            List.of("plain", "\u00e9", "\ud83d\ude00", "\ud840\udc00", "a\u0000b", "\uffff");

    // ---- scores that are no numbers ----

    @Test
    void callWhoseScoreIsNaNIsAnErrorWithoutADecision() {
        post("/v1/score", "{\"model\":\"share\"," + PARTIES + "," + ZEROS + "}")
                .statusCode(503)
                .body("$", not(hasKey("decision")))
                .body("error.field", equalTo("score"))
                .body("error.expected", containsString("share/1"))
                .body("error.got", equalTo("NaN"));
    }

    @Test
    void emergencyCallWhoseScoreIsNaNIsAllowedOverEveryProtocol() {
        String emergency = "{\"caller\":\"+14155556727\",\"callee\":\"112\"," + ZEROS;
        post("/v1/score", emergency + ",\"model\":\"share\"}")
                .statusCode(200)
                .body("decision", equalTo("allow"))
                .body("policy", equalTo("emergency_number"))
                .body("score", equalTo(null));
        post("/v1/score/batch", "{\"model\":\"share\",\"calls\":[" + emergency + "}]}")
                .statusCode(200)
                .body("results[0].decision", equalTo("allow"));
        post(
                        "/v2/models/share/infer",
                        "{\"inputs\":[" + one("caller", "BYTES", "\"+14155556727\"") + ","
                                + one("callee", "BYTES", "\"112\"")
                                + "," + one("caller_rhythm:mean_duration_s_24h", "FP32", "0") + ","
                                + one("caller_rhythm:short_ratio_24h", "FP32", "0") + "]}")
                .statusCode(200)
                .body("outputs.find { it.name == 'decision' }.data[0]", equalTo("allow"))
                .body("outputs.find { it.name == 'score' }.data[0]", equalTo(null));
    }

    private static String one(String name, String type, String value) {
        return "{\"name\":\"" + name + "\",\"datatype\":\"" + type + "\",\"shape\":[1],\"data\":[" + value + "]}";
    }

    @Test
    void wholeNumbersOfTheContextAreCheckedBeforeTheyAreRounded() {
        for (String value : List.of("16777217", "3.00000001")) {
            post("/v1/score", "{" + PARTIES + ",\"context\":{\"caller_velocity:calls_1h\":" + value + "}}")
                    .statusCode(400)
                    .body("error.field", equalTo("context.caller_velocity:calls_1h"));
        }
    }

    @Test
    void callOfABatchWhoseScoreIsNaNDoesNotAffectItsNeighbours() {
        String call = "{\"call_id\":\"a\"," + PARTIES + "}";
        String odd = "{\"call_id\":\"b\"," + PARTIES + "," + ZEROS + "}";
        post("/v1/score/batch", "{\"model\":\"share\",\"calls\":[" + call + "," + odd + "," + call + "]}")
                .statusCode(200)
                .body("results[0].decision", equalTo("review"))
                .body("results[1].call_id", equalTo("b"))
                .body("results[1]", not(hasKey("decision")))
                .body("results[1].error.field", equalTo("score"))
                .body("results[2].decision", equalTo("review"));
    }

    @Test
    void rowWhoseScoreIsNaNHasAnErrorAndNoDecisionOverTheInferenceProtocol() {
        String two = "\"datatype\":\"BYTES\",\"shape\":[2],\"data\":";
        String numbers = "\"datatype\":\"FP32\",\"shape\":[2],\"data\":[0,1]}";
        post(
                        "/v2/models/share/infer",
                        "{\"inputs\":[{\"name\":\"caller\"," + two
                                + "[\"+14155556727\",\"+14155556727\"]},{\"name\":\"callee\"," + two
                                + "[\"+442071838750\",\"+442071838750\"]},{\"name\":\"caller_rhythm:mean_duration_s_24h\","
                                + numbers
                                + ",{\"name\":\"caller_rhythm:short_ratio_24h\"," + numbers
                                + "],\"outputs\":[{\"name\":\"score\"},{\"name\":\"decision\"},{\"name\":\"error\"}]}")
                .statusCode(200)
                .body("outputs[0].data[0]", equalTo(null))
                .body("outputs[0].data[1]", equalTo(0.5f))
                .body("outputs[1].data", equalTo(List.of("", "review")))
                .body("outputs[2].data[0]", containsString("finite"))
                .body("outputs[2].data[1]", equalTo(""));
    }

    @Test
    void modelWhoseGoldenVectorYieldsNaNIsNotServed() {
        given().get("/v1/models/nan-golden")
                .then()
                .statusCode(200)
                .body("versions[0].reason", containsString("golden vector 1 of 1: expected score 0.5, got NaN"));
    }

    // ---- outputs that JSON has no numbers for ----

    @Test
    void nanOutputIsNullInJson() {
        infer("log", "FP32", "[1]", "[-1]", "").statusCode(200).body("outputs[0].data[0]", equalTo(null));
    }

    @Test
    void infiniteOutputIsRefusedWithItsName() {
        infer("log", "FP32", "[1]", "[0]", "")
                .statusCode(400)
                .body("error", startsWith("output \"y\": expected finite numbers"))
                .body("error", containsString("binary_data"))
                .body("error", containsString("-Infinity at position 0"));
    }

    @Test
    void binaryDataKeepsTheBitsOfNaNAndInfinity() {
        Response reply = infer("log", "FP32", "[2]", "[-1,0]", ",\"parameters\":{\"binary_data_output\":true}")
                .statusCode(200)
                .extract()
                .response();
        byte[] body = reply.asByteArray();
        ByteBuffer data = ByteBuffer.wrap(body, body.length - 8, 8).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(data.getFloat()).isNaN();
        assertThat(data.getFloat()).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    // ---- texts ----

    @Test
    void unicodeTextsOfEveryPlanePassThroughAModel() {
        List<String> answers = infer("emoji", "BYTES", "[" + TEXTS.size() + "]", json(TEXTS), "")
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("outputs[0].data");
        assertThat(answers)
                .isEqualTo(TEXTS.stream().map(text -> "<" + text + ">").toList());
    }

    @Test
    void unicodeTextsOfEveryPlanePassAsBinaryData() {
        ByteBuffer data = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        TEXTS.forEach(text -> {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            data.putInt(utf8.length).put(utf8);
        });
        byte[] head = ("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[" + TEXTS.size()
                        + "],\"parameters\":{\"binary_data_size\":" + data.position()
                        + "}}],\"parameters\":{\"binary_data_output\":true}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] sent = ByteBuffer.allocate(head.length + data.position())
                .put(head)
                .put(data.array(), 0, data.position())
                .array();
        Response reply = given().header(LENGTH, head.length).body(sent).post("/v2/models/emoji/infer");
        ByteBuffer body = ByteBuffer.wrap(reply.asByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        body.position(Integer.parseInt(reply.header(LENGTH)));
        List<String> answers = new ArrayList<>();
        while (body.hasRemaining()) {
            byte[] utf8 = new byte[body.getInt()];
            body.get(utf8);
            answers.add(new String(utf8, StandardCharsets.UTF_8));
        }
        assertThat(answers)
                .isEqualTo(TEXTS.stream().map(text -> "<" + text + ">").toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d\ude00", "\ud840\udc00", "a\u0000b"})
    void entityKeysOfEveryUnicodePlaneAreKeptApart(String caller) {
        push("caller", json(List.of(caller))).statusCode(200);
        post(
                        "/get-online-features",
                        "{\"entities\":{\"caller\":" + json(List.of(caller, "?"))
                                + "},\"features\":[\"caller_rhythm:calls_24h\"]}")
                .statusCode(200)
                .body("results[0].values", equalTo(List.of(caller, "?")))
                .body("results[1].statuses[0]", equalTo("PRESENT"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "/push|{\"push_source_name\":\"caller_rhythm_push\",\"df\":{\"caller\":[\"x\\ud83d\"]}}|df.caller[0]",
                "/push|{\"push_source_name\":\"\\ud83d\",\"df\":{}}|push_source_name",
                "/write-to-online-store|{\"feature_view_name\":\"caller_rhythm\",\"df\":{\"caller\":[\"a\",\"x\\ude00\"]}}|df.caller[1]",
                "/get-online-features|{\"entities\":{\"caller\":[\"\\ud83d\"]},\"features\":[\"caller_rhythm:calls_24h\"]}|entities.caller[0]",
                "/get-online-features|{\"entities\":{\"caller\":[\"a\"]},\"features\":[\"\\ud83d\"]}|features[0]",
                "/v1/score|{\"caller\":\"+14155556727\",\"callee\":\"+442071838750\",\"call_id\":\"\\ud83d\"}|call_id",
                "/v1/score|{\"caller\":\"+14155556727\",\"callee\":\"+442071838750\",\"model\":\"\\ud83d\"}|model",
                "/v1/score|{\"caller\":\"+14155556727\",\"callee\":\"+442071838750\",\"trunk\":\"\\ude00\\ud83d\"}|trunk",
            })
    void halfASurrogatePairIsRefusedWithItsField(String path, String body, String field) {
        post(path, body).statusCode(400).body("error.field", equalTo(field)).body("error.got", containsString("\\u"));
    }

    @Test
    void halfASurrogatePairInABatchIsAnErrorOfItsCallOnly() {
        post(
                        "/v1/score/batch",
                        "{\"calls\":[{" + PARTIES + ",\"call_id\":\"\\udc00\"},{" + PARTIES + ",\"call_id\":\"ok\"}]}")
                .statusCode(200)
                .body("results[0].error.field", equalTo("call_id"))
                .body("results[1].call_id", equalTo("ok"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"id\":\"\\ud83d\",|\"a\"|id: ",
                "\"parameters\":{\"routing_key\":\"\\ud83d\"},|\"a\"|parameters.routing_key",
                "|\"a\\ud83db\"|input \"x\": ",
            })
    void halfASurrogatePairIsRefusedWithItsFieldOverTheInferenceProtocol(String before, String text, String field) {
        post(
                        "/v2/models/emoji/infer",
                        "{" + (before == null ? "" : before)
                                + "\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[" + text
                                + "]}]}")
                .statusCode(400)
                .body("error", startsWith(field))
                .body("error", containsString("surrogate"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/score",
                "/v1/score/batch",
                "/push",
                "/write-to-online-store",
                "/get-online-features",
                "/v2/models/emoji/infer"
            })
    void bodyThatIsNotUtf8IsRefused(String path) {
        for (byte[] wrong : new byte[][] {
            {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xf0, (byte) 0x9f}
        }) {
            byte[] body = ByteBuffer.allocate(12 + wrong.length)
                    .put("{\"x\":\"".getBytes(StandardCharsets.UTF_8))
                    .put(wrong)
                    .put("\"}    ".getBytes(StandardCharsets.UTF_8))
                    .array();
            String reply = given().contentType("application/json")
                    .body(body)
                    .post(path)
                    .then()
                    .statusCode(400)
                    .extract()
                    .asString();
            assertThat(reply).contains("JSON in UTF-8").contains("position 6");
        }
    }

    @Test
    void invalidUtf8InATensorIsAnErrorOfItsRow() {
        byte[] parties = strings("+14155556727", "+442071838750", "");
        byte[] id = {2, 0, 0, 0, 'a', (byte) 0xff};
        String input = "\"datatype\":\"BYTES\",\"shape\":[1],\"parameters\":{\"binary_data_size\":";
        byte[] head = ("{\"inputs\":[{\"name\":\"caller\"," + input + "16}},{\"name\":\"callee\"," + input
                        + "17}},{\"name\":\"call_id\"," + input
                        + "6}}],\"outputs\":[{\"name\":\"decision\"},{\"name\":\"error\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(head.length + 33 + id.length)
                .put(head)
                .put(parties, 0, 33)
                .put(id)
                .array();
        given().header(LENGTH, head.length)
                .body(body)
                .post("/v2/models/call-fraud-gbm/infer")
                .then()
                .statusCode(200)
                .body("outputs[0].data[0]", equalTo(""))
                .body("outputs[1].data[0]", startsWith("call_id: expected text in UTF-8"));
    }

    // ---- numbers that do not fit ----

    @ParameterizedTest
    @CsvSource({
        "mean_duration_s_24h, 1e39", "mean_duration_s_24h, -1e39", "mean_duration_s_24h, 1e400",
        "calls_24h, 2147483648", "calls_24h, 1.5", "calls_24h, 1e400",
        "event_timestamp, '\"+300000-01-01T00:00:00Z\"'", "event_timestamp, 1e300", "caller, 1e400"
    })
    void pushedNumberOutOfRangeIsRefusedWithItsColumn(String column, String value) {
        push(column, "[" + value + "]").statusCode(400).body("error.field", equalTo("df." + column + "[0]"));
    }

    @ParameterizedTest
    @CsvSource({
        "caller_rhythm:mean_duration_s_24h, 1e39",
        "caller_rhythm:mean_duration_s_24h, 1e400",
        "hour, 1e10",
        "hour, 12.5"
    })
    void contextNumberOutOfRangeIsRefusedWithItsName(String feature, String value) {
        post("/v1/score", "{" + PARTIES + ",\"context\":{\"" + feature + "\":" + value + "}}")
                .statusCode(400)
                .body("error.field", equalTo("context." + feature));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "1e30", "0.5", "-1", "\"5\""})
    void deadlineOutOfRangeIsRefused(String deadline) {
        post("/v1/score", "{" + PARTIES + ",\"deadline_ms\":" + deadline + "}")
                .statusCode(400)
                .body("error.field", equalTo("deadline_ms"));
    }

    @Test
    void rowWithinTheConfiguredSkewIsPresent() {
        String time = "[\"" + Instant.now().plus(Duration.ofMinutes(4)) + "\"]";
        String frame = frame("event_timestamp", time).replace("\"caller\":[\"c\"]", "\"caller\":[\"early\"]");
        post("/push", frame).statusCode(200);
        post(
                        "/get-online-features",
                        "{\"entities\":{\"caller\":[\"early\"]},\"features\":[\"caller_rhythm:calls_24h\"]}")
                .statusCode(200)
                .body("results[1].statuses[0]", equalTo("PRESENT"));
    }

    // ---- parameters that are not done ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"parameters\":{\"config\":\"{\\\"max_batch_size\\\": 7}\"}}|parameters.config",
                "{\"parameters\":{\"file:1/model.onnx\":\"AAAA\"}}|parameters.file:1/model.onnx",
                "{\"parameters\":{\"no_such\":true}}|parameters.no_such",
                "{\"parameters\":7}|parameters",
                "{\"config\":\"{}\"}|config",
                "this is no JSON|body",
                "[]|body",
            })
    void loadWithUnsupportedParametersIsRefusedWithTheirNames(String body, String field) {
        post(LOAD, body).statusCode(400).body("error", startsWith(field + ": expected"));
    }

    @Test
    void loadWithoutParametersAndUnloadWithKnownOnesSucceed() {
        post(LOAD, "{\"parameters\":{}}").statusCode(200);
        post(LOAD, "").statusCode(200);
        post("/v2/repository/models/log/unload", "{\"parameters\":{\"no_such\":true}}")
                .statusCode(400);
        post("/v2/repository/models/log/unload", "{\"parameters\":{\"unload_dependents\":false}}")
                .statusCode(200);
        post("/v2/repository/models/log/load", "{}").statusCode(200);
        post("/v2/repository/index", "{\"ready\":true}").statusCode(200);
        post("/v2/repository/index", "{\"redy\":true}").statusCode(400);
        post("/v2/repository/index?ready=true", "").statusCode(400).body("error", startsWith("query"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"sequence_id\":7|400",
                "\"sequence_start\":true|400",
                "\"sequence_id\":0,\"sequence_end\":false|200",
                "\"priority\":2|200",
                "\"priority\":-1|400",
                "\"timeout\":1.5|400",
                "\"timeout\":1e30|400",
                "\"timeout\":99999999999999999999|400",
                "\"content_type\":\"base64\"|400",
                "\"another\":{\"a\":1}|200"
            })
    void requestParameterIsHonouredOrRefused(String parameters, int status) {
        infer("emoji", "BYTES", "[1]", "[\"plain\"]", ",\"parameters\":{" + parameters + "}")
                .statusCode(status);
    }

    // ---- requests ----

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(path)
                .then();
    }

    private static ValidatableResponse infer(String model, String type, String shape, String data, String more) {
        return post(
                "/v2/models/" + model + "/infer",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"" + type + "\",\"shape\":" + shape + ",\"data\":" + data
                        + "}]" + more + "}");
    }

    private static ValidatableResponse push(String column, String values) {
        return post("/push", frame(column, values));
    }

    /** A frame of one row, with other values in one column. */
    private static String frame(String column, String values) {
        StringBuilder columns = new StringBuilder();
        Map<String, String> row = new java.util.LinkedHashMap<>(Map.of(
                "caller", "[\"c\"]",
                "event_timestamp", "[\"" + Instant.now() + "\"]",
                "mean_duration_s_24h", "[61.5]",
                "short_ratio_24h", "[0.25]",
                "night_ratio_7d", "[0.5]",
                "active_hours_7d", "[3]",
                "calls_24h", "[7]",
                "callee_repeat_ratio_24h", "[0.75]"));
        row.put(column, values);
        row.forEach((name, value) -> columns.append(columns.isEmpty() ? "" : ",")
                .append('"' + name + "\":")
                .append(value));
        return "{\"push_source_name\":\"caller_rhythm_push\",\"df\":{" + columns + "}}";
    }

    private static String json(List<String> texts) {
        return texts.stream()
                .map(text -> '"' + text.replace("\u0000", "\\u0000") + '"')
                .collect(java.util.stream.Collectors.joining(",", "[", "]"));
    }

    private static byte[] strings(String... texts) {
        ByteBuffer data = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            data.putInt(utf8.length).put(utf8);
        }
        return data.array();
    }

    /** A scoring model that divides 0 by 0 for some calls, one that does so for its golden vector, a logarithm, and a dictionary of texts. */
    public static final class OddModels extends ModelsForTests {
        private static final String SCORING = """
                trained_on: "nothing"
                input: {name: features, type: float32}
                output: {name: probability, type: float32, column: 0}
                thresholds: {review: 0.5, block: 0.9}
                golden: {file: golden.jsonl, tolerance: 1.0e-5}
                inputs:
                  - {feature: "caller_rhythm:mean_duration_s_24h", default: 180.0, importance: 0.5, ordinary: {low: 0.0, median: 165.5, high: 1071.9}}
                  - {feature: "caller_rhythm:short_ratio_24h", default: 0.0, importance: 0.5, ordinary: {low: 0.0, median: 0.0, high: 1.0}}
                """;

        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            super.configure(models, settings);
            settings.put("voxguard.features.max-skew", "5m");
            share("share", "{\"inputs\":[180.0,0.0],\"score\":1.0}");
            share("nan-golden", "{\"inputs\":[0.0,0.0],\"score\":0.5}");
            OnnxForTests.write(
                    models(),
                    "log",
                    OnnxForTests.model(graph(OnnxForTests.node("Log", "y", "x"), OnnxForTests.FLOAT)),
                    "kind: tensors\n");
            OnnxForTests encoder = OnnxForTests.node("LabelEncoder", "y", "x")
                    .with(5, OnnxForTests.texts("keys_strings", TEXTS))
                    .with(
                            5,
                            OnnxForTests.texts(
                                    "values_strings",
                                    TEXTS.stream().map(text -> "<" + text + ">").toList()))
                    .text(7, "ai.onnx.ml");
            OnnxForTests.write(
                    models(), "emoji", OnnxForTests.model(graph(encoder, OnnxForTests.STRING)), "kind: tensors\n");
        }

        /** a / (a + b). */
        private static void share(String name, String golden) throws IOException {
            byte[] onnx = OnnxForTests.model(new OnnxForTests()
                    .with(1, OnnxForTests.node("MatMul", "sum", "features", "both"))
                    .with(1, OnnxForTests.node("MatMul", "one", "features", "first"))
                    .with(1, OnnxForTests.node("Div", "probability", "one", "sum"))
                    .with(5, OnnxForTests.column("first", 1, 0))
                    .with(5, OnnxForTests.column("both", 1, 1))
                    .with(11, OnnxForTests.value("features", OnnxForTests.FLOAT, 2))
                    .with(12, OnnxForTests.value("probability", OnnxForTests.FLOAT, 1)));
            Path folder = OnnxForTests.write(models(), name, onnx, SCORING);
            Files.writeString(folder.resolve("golden.jsonl"), golden + "\n");
        }

        private static OnnxForTests graph(OnnxForTests node, int type) {
            return new OnnxForTests()
                    .with(1, node)
                    .with(11, OnnxForTests.value("x", type, 0))
                    .with(12, OnnxForTests.value("y", type, 0));
        }
    }
}
