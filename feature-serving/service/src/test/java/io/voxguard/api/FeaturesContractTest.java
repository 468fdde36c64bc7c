package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeastFields;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.serving.entity.StoreKeys;
import io.voxguard.serving.value.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of Feast's HTTP API can rely on here. Runs on the JVM, and on the packaged service as FeaturesContractIT. */
@QuarkusTest
@WithTestResource(FeaturesForTests.class)
class FeaturesContractTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final String JSON = "application/json; charset=UTF-8";
    private static final String EPOCH = "1970-01-01T00:00:00Z";
    private static final AtomicInteger NEXT = new AtomicInteger();
    /** Pushes of one row between reads of it: 30, many under {@code -Pit}. */
    private static final int NEAR_ROUNDS = Math.min(300, Integer.getInteger("voxguard.test.load", 3000) / 100);

    // ---- reading ----

    @ParameterizedTest
    @ValueSource(strings = {"packed", "feast", "near", "near_feast"})
    void pushedRowsAreReadBackByColumn(String view) {
        String one = entity();
        String other = entity();
        push(view, rows(one, NOW, 7, 0.25, true), 200);
        push(view, rows(other, NOW.minusSeconds(1), null, "NaN", false), 200);
        features("{\"entities\":{\"caller_id\":[\"" + one + "\",\"" + other + "\",\"nobody\",\"" + one
                        + "\"]},\"features\":[\"" + view + ":ratio\",\"" + view + ":calls\",\"" + view
                        + ":known\"]}")
                .statusCode(200)
                .contentType("application/json")
                .body("metadata.feature_names", contains("caller_id", "ratio", "calls", "known"))
                .body("results[0].values", contains(one, other, "nobody", one))
                .body("results[0].statuses", everyItem(equalTo("PRESENT")))
                .body("results[0].event_timestamps", everyItem(equalTo(EPOCH)))
                .body("results[1].values", contains(0.25f, null, null, 0.25f))
                .body("results[1].statuses", contains("PRESENT", "INVALID", "NOT_FOUND", "PRESENT"))
                .body("results[2].values", contains(7, null, null, 7))
                .body("results[2].statuses", contains("PRESENT", "NULL_VALUE", "NOT_FOUND", "PRESENT"))
                .body("results[3].values", contains(true, false, null, true))
                .body(
                        "results[3].event_timestamps",
                        contains(NOW.toString(), NOW.minusSeconds(1).toString(), EPOCH, NOW.toString()));
    }

    @Test
    void everyValueTypeIsReadBackAsPushed() {
        Map<String, String> values = Map.ofEntries(
                Map.entry("bool", "true"),
                Map.entry("int32", "-7"),
                Map.entry("int64", "1152921504606846977"),
                Map.entry("float32", "0.5"),
                Map.entry("float64", "0.1"),
                Map.entry("string", "\"a\\\"b\\u0000é😀\""),
                Map.entry("bytes", "\"AP8=\""),
                Map.entry("unix_timestamp", "1767323045"),
                Map.entry("uuid", "\"00000000-0000-0000-0000-000000000005\""),
                Map.entry("decimal", "\"1.50\""),
                Map.entry("json", "\"{\\\"q\\\":[1,2]}\""),
                Map.entry("map", "{\"x\":1,\"y\":{\"z\":[1.5,2.5]},\"n\":null,\"t\":\"u\",\"b\":true}"),
                Map.entry("struct", "{\"k\":[\"v\",\"w\"]}"),
                Map.entry("map_list", "[{\"a\":1},{}]"),
                Map.entry("value_list", "[[1,2],[\"x\"],[true]]"),
                Map.entry("bool_list", "[true,false]"),
                Map.entry("int32_list", "[1,-2]"),
                Map.entry("int64_list", "[1,-9223372036854775808]"),
                Map.entry("float32_list", "[0.5,-1.0]"),
                Map.entry("float64_list", "[0.1,1e300]"),
                Map.entry("string_list", "[\"\",\"b\"]"),
                Map.entry("bytes_list", "[\"AP8=\",\"\"]"),
                Map.entry("unix_timestamp_list", "[0,-1]"),
                Map.entry("int64_set", "[3,4]"),
                Map.entry("string_set", "[]"));
        long account = NEXT.incrementAndGet();
        String columns = values.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "_f\":[" + entry.getValue() + "]")
                .collect(Collectors.joining(","));
        push(
                "every_type",
                "{\"account\":[" + account + "],\"event_timestamp\":[\"" + NOW + "\"]," + columns + "}",
                200);
        List<String> types = List.copyOf(values.keySet());
        JsonPath reply = features("{\"entities\":{\"account\":[" + account + "]},\"features\":["
                        + types.stream()
                                .map(type -> "\"every_type:" + type + "_f\"")
                                .collect(Collectors.joining(","))
                        + "]}")
                .statusCode(200)
                .extract()
                .jsonPath();
        for (int i = 0; i < types.size(); i++) {
            Object expected =
                    JsonPath.from("{\"v\":" + values.get(types.get(i)) + "}").get("v");
            assertThat(reply.<Object>get("results[" + (i + 1) + "].values[0]"))
                    .as(types.get(i))
                    .isEqualTo(expected);
            assertThat(reply.getString("results[" + (i + 1) + "].statuses[0]")).isEqualTo("PRESENT");
        }
    }

    @Test
    void featureServiceWithFullNamesReturnsItsFeatures() {
        String caller = entity();
        push("packed", rows(caller, NOW, 1, 0.5, true), 200);
        push("feast", rows(caller, NOW, 2, 0.5, true), 200);
        String entities = "\"entities\":{\"caller_id\":[\"" + caller + "\"]}";
        features("{" + entities + ",\"feature_service\":\"both\",\"full_feature_names\":true}")
                .statusCode(200)
                .body("metadata.feature_names", contains("caller_id", "packed__calls", "feast__calls", "feast__ratio"))
                .body("results.values", contains(List.of(caller), List.of(1), List.of(2), List.of(0.5f)));
        features("{" + entities + ",\"feature_service\":\"both\"}")
                .statusCode(400)
                .body("error.field", equalTo("feature_service"))
                .body("error.expected", containsString("full_feature_names"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed_pair", "feast_pair"})
    void entityOfSeveralJoinKeysIsPushedAndRead(String view) {
        long callee = NEXT.incrementAndGet();
        push(
                view,
                "{\"caller_id\":[\"a|b\",\"a\"],\"callee_id\":[" + callee + "," + callee
                        + "],\"event_timestamp\":[\"" + NOW + "\",\"" + NOW
                        + "\"],\"calls\":[1,2],\"ratio\":[0,0],\"known\":[true,true]}",
                200);
        features("{\"entities\":{\"caller_id\":[\"a|b\",\"a\",\"a\"],\"callee_id\":[" + callee + "," + callee
                        + ",-1]},\"features\":[\"" + view + ":calls\"]}")
                .statusCode(200)
                .body("results[2].values", contains(1, 2, null));
        features("{\"entities\":{\"caller_id\":[\"a\"]},\"features\":[\"" + view + ":calls\"]}")
                .statusCode(400)
                .body("error.field", equalTo("entities.callee_id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed_everybody", "feast_everybody"})
    void viewWithoutJoinKeysNeedsNoEntity(String view) {
        push(view, "{\"event_timestamp\":[\"" + NOW + "\"],\"calls\":[5],\"ratio\":[1],\"known\":[true]}", 200);
        features("{\"entities\":{},\"features\":[\"" + view + ":calls\"]}")
                .statusCode(200)
                .body("metadata.feature_names", contains("calls"))
                .body("results[0].values", contains(5));
        features("{\"entities\":{\"whoever\":[1,2]},\"features\":[\"" + view + ":calls\"]}")
                .statusCode(200)
                .body("results[0].values", contains(5, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed", "feast"})
    void valuePastItsTtlIsReturnedAsOutsideMaxAge(String view) {
        String caller = entity();
        Instant old = NOW.minus(Duration.ofHours(2));
        push(view, rows(caller, old, 7, 0.25, true), 200);
        features("{\"entities\":{\"caller_id\":[\"" + caller + "\"]},\"features\":[\"" + view + ":calls\"]}")
                .statusCode(200)
                .body("results[1].values", contains(7))
                .body("results[1].statuses", contains("OUTSIDE_MAX_AGE"))
                .body("results[1].event_timestamps", contains(old.toString()));
    }

    @Test
    void int32KeysAreReadAsInt32() {
        push(
                "by_int32",
                "{\"cell\":[-3],\"event_timestamp\":[\"" + NOW + "\"],\"calls\":[5],\"ratio\":[1],\"known\":[true]}",
                200);
        features("{\"entities\":{\"cell\":[-3]},\"features\":[\"by_int32:calls\"]}")
                .statusCode(200)
                .body("results[1].values", contains(5));
        features("{\"entities\":{\"cell\":[3000000000]},\"features\":[\"by_int32:calls\"]}")
                .statusCode(400)
                .body("error.field", equalTo("entities.cell[0]"));
    }

    @Test
    void emptyEntityListGivesEmptyColumns() {
        features("{\"entities\":{\"caller_id\":[]},\"features\":[\"packed:calls\",\"feast:ratio\"]}")
                .statusCode(200)
                .body("results.values", everyItem(empty()))
                .body("metadata.feature_names", hasSize(3));
    }

    @Test
    void replyOfManyMegabytesIsComplete() {
        String caller = entity();
        push("packed", rows(caller, NOW, 7, 0.25, true), 200);
        int count = 30_000;
        String many = IntStream.range(0, count)
                .mapToObj(i -> '"' + (i % 1000 == 0 ? caller : "nobody-" + i) + '"')
                .collect(Collectors.joining(","));
        JsonPath reply = features(
                        "{\"entities\":{\"caller_id\":[" + many
                                + "]},\"features\":[\"packed:calls\",\"feast:calls\",\"near:calls\"],\"full_feature_names\":true}")
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(reply.getList("results")).hasSize(4);
        List<Object> values = reply.getList("results[1].values");
        assertThat(values).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(values.get(i)).isEqualTo(i % 1000 == 0 ? 7 : null);
        }
        assertThat(reply.getList("results[3].statuses")).hasSize(count);
    }

    /** Columns of one view end alike where all of their values are present, and differ where one is not; counts are kept apart accordingly. */
    @ParameterizedTest
    @ValueSource(strings = {"packed", "feast", "near"})
    void columnsOfAReplyAreThoseOfItsEntitiesAskedForOneByOne(String view) {
        String whole = entity();
        String later = entity();
        String partial = entity();
        push(view, rows(whole, NOW, 7, 0.25, true), 200);
        push(view, rows(later, NOW.minusSeconds(3), 8, 0.5, false), 200);
        push(view, rows(partial, NOW.minusSeconds(5), null, 0.75, true), 200);
        String neighbour = view.equals("packed") ? "feast" : "packed";
        String asked = "]},\"features\":[\"%1$s:ratio\",\"%2$s:calls\",\"%1$s:calls\",\"%1$s:known\",\"%2$s:known\"],"
                        .formatted(view, neighbour)
                + "\"full_feature_names\":true,\"include_provenance\":%s}";
        for (boolean provenance : new boolean[] {false, true}) {
            for (List<String> callers : List.of(
                    List.of(whole), List.of(whole, later), List.of(whole, partial, later), List.of(later, "nobody"))) {
                double before = present(view, "calls");
                List<Map<String, List<Object>>> together = columns(callers, asked.formatted(provenance));
                double counted = present(view, "calls") - before;
                List<List<Map<String, List<Object>>>> apart = callers.stream()
                        .map(caller -> columns(List.of(caller), asked.formatted(provenance)))
                        .toList();
                for (int column = 0; column < together.size(); column++) {
                    for (String part : together.get(column).keySet()) {
                        int at = column;
                        assertThat(together.get(column).get(part))
                                .as("%s of column %d for %s", part, column, callers)
                                .isEqualTo(apart.stream()
                                        .flatMap(one -> part(one.get(at), part).stream())
                                        .toList());
                    }
                }
                assertThat(counted)
                        .as("values counted as present")
                        .isEqualTo(part(together.get(3), "statuses").stream()
                                .filter("PRESENT"::equals)
                                .count());
            }
        }
    }

    private static List<Object> part(Map<String, List<Object>> column, String name) {
        return Objects.requireNonNull(column.get(name), name);
    }

    private static List<Map<String, List<Object>>> columns(List<String> callers, String asked) {
        String entities = callers.stream().map(caller -> '"' + caller + '"').collect(Collectors.joining(","));
        return features("{\"entities\":{\"caller_id\":[" + entities + asked)
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("results");
    }

    private static double present(String view, String feature) {
        String series =
                "voxguard_features_values_total{feature=\"" + feature + "\",status=\"present\",view=\"" + view + "\"}";
        return given().get("/q/metrics")
                .body()
                .asString()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    // ---- provenance and the near cache ----

    @ParameterizedTest
    @ValueSource(strings = {"near", "near_feast"})
    void nearCacheIsReportedAndNeverOlderThanAnAcknowledgedPush(String view) {
        String caller = entity();
        String request = "{\"entities\":{\"caller_id\":[\"" + caller + "\",\"nobody\"]},\"features\":[\"" + view
                + ":calls\"],\"include_provenance\":true}";
        push(view, rows(caller, NOW.minusSeconds(500), 0, 0.25, true), 200);
        boolean kept = false;
        for (int i = 1; i <= NEAR_ROUNDS; i++) {
            features(request).statusCode(200).body("results[1].values[0]", equalTo(i - 1));
            kept |= "cache"
                    .equals(features(request)
                            .body("results[1].values[0]", equalTo(i - 1))
                            .extract()
                            .path("results[1].sources[0]"));
            push(view, rows(caller, NOW.minusSeconds(500 - i), i, 0.25, true), 200);
        }
        assertThat(kept).isTrue();
        features(request)
                .body("results[0].sources", contains("request", "request"))
                .body("results[1].sources[0]", oneOf("store", "cache"))
                .body("results[1].sources[1]", nullValue());
    }

    @Test
    void changeByAnotherClientInvalidatesTheNearCacheBeforeItsTtl() throws Exception {
        String caller = entity();
        String request = "{\"entities\":{\"caller_id\":[\"" + caller + "\"]},\"features\":[\"near_feast:calls\"]}";
        push("near_feast", rows(caller, NOW, 1, 0.25, true), 200);
        features(request).body("results[1].values", contains(1));
        features(request).body("results[1].values", contains(1));
        raw(caller, "near_feast", "calls", new byte[] {3 << 3, 9});
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        features(request).extract().path("results[1].values[0]").equals(9));
    }

    // ---- writing ----

    @ParameterizedTest
    @ValueSource(strings = {"packed", "feast"})
    void olderEventDoesNotReplaceANewerOne(String view) {
        String caller = entity();
        push(view, rows(caller, NOW, 1, 0.5, true), 200)
                .body("results", hasSize(1))
                .body("results[0].row", equalTo(0))
                .body("results[0].view", equalTo(view))
                .body("results[0].status", equalTo("written"));
        push(view, rows(caller, NOW.minusMillis(1), 2, 0.5, true), 200).body("results[0].status", equalTo("older"));
        push(view, rows(caller, NOW, 3, 0.5, true), 200).body("results[0].status", equalTo("duplicate"));
        features("{\"entities\":{\"caller_id\":[\"" + caller + "\"]},\"features\":[\"" + view + ":calls\"]}")
                .body("results[1].values", contains(1));
    }

    @Test
    void everyRowOfAPushHasItsOutcome() {
        String caller = entity();
        String df = "{\"caller_id\":[\"" + caller + "\",\"" + caller + "\",\"" + caller + "\",\"" + entity()
                + "\"],\"event_timestamp\":[\"" + NOW + "\",\"" + NOW.minusSeconds(1) + "\",\"" + NOW + "\",\"" + NOW
                + "\"],\"calls\":[1,2,3,4],\"ratio\":[0,0,0,0],\"known\":[true,true,true,null],\"another\":[1,2,3,4]}";
        push("packed", df, 200).body("results.status", contains("written", "older", "duplicate", "written"));
    }

    @Test
    void writeToOnlineStoreAcceptsAViewName() {
        String caller = entity();
        given().body("{\"feature_view_name\":\"packed\",\"df\":" + rows(caller, NOW, 4, 0.5, true)
                        + ",\"allow_registry_cache\":true,\"transform_on_write\":false}")
                .post("/write-to-online-store")
                .then()
                .statusCode(200)
                .body("results.status", contains("written"));
        features("{\"entities\":{\"caller_id\":[\"" + caller + "\"]},\"features\":[\"packed:calls\"]}")
                .body("results[1].values", contains(4));
    }

    @Test
    void healthIs200WithoutABody() {
        given().get("/health").then().statusCode(200).body(equalTo(""));
    }

    @Test
    void metricsCountReadsAndWritesByFeature() {
        String caller = entity();
        push("packed", rows(caller, NOW, 1, 0.5, true), 200);
        features("{\"entities\":{\"caller_id\":[\"" + caller + "\",\"nobody\"]},\"features\":[\"packed:calls\"]}")
                .statusCode(200);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString(
                        "voxguard_features_values_total{feature=\"calls\",status=\"not_found\",view=\"packed\"}"))
                .body(containsString("voxguard_features_age_seconds_bucket{view=\"packed\""))
                .body(containsString("voxguard_features_read_seconds_bucket{view=\"packed\""))
                .body(containsString("voxguard_features_writes_total{outcome=\"written\",view=\"packed\"}"));
    }

    // ---- what lies in the store and is not sound ----

    @Test
    void truncatedValueIsInvalidAndItsNeighboursAreAnswered() {
        String caller = entity();
        push("feast", rows(caller, NOW, 1, 0.5, true), 200);
        raw(caller, "feast", "calls", new byte[] {3 << 3});
        features("{\"entities\":{\"caller_id\":[\"" + caller + "\"]},\"features\":[\"feast:calls\",\"feast:ratio\"]}")
                .statusCode(200)
                .body("results[1].values", contains(nullValue()))
                .body("results[1].statuses", contains("INVALID"))
                .body("results[2].values", contains(0.5f))
                .body("results[2].statuses", contains("PRESENT"));
    }

    @Test
    void eventTimeInTheFutureIsInvalid() {
        String caller = entity();
        push("feast", rows(caller, NOW, 1, 0.5, true), 200);
        rawField(
                caller,
                FeastFields.eventTime("feast"),
                EventTime.of(Instant.now().plusSeconds(3600)).bytes());
        features("{\"entities\":{\"caller_id\":[\"" + caller + "\"]},\"features\":[\"feast:calls\"]}")
                .statusCode(200)
                .body("results[1].values", contains(nullValue()))
                .body("results[1].statuses", contains("INVALID"));
    }

    @Test
    void keyOfAnotherRedisTypeIsInvalidForItsEntityOnly() {
        String caller = entity();
        String other = entity();
        push("feast", rows(other, NOW, 1, 0.5, true), 200);
        withStore(connection -> connection.sync().set(feastKey(caller), new byte[] {1}));
        features("{\"entities\":{\"caller_id\":[\"" + caller + "\",\"" + other + "\"]},\"features\":[\"feast:calls\"]}")
                .statusCode(200)
                .body("results[1].statuses", contains("INVALID", "PRESENT"));
    }

    // ---- requests that are not sound ----

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'entities':{'caller_id':['a']},'features':['nope:calls']}; features[0]; nope",
                "{'entities':{'caller_id':['a']},'features':['packed:calls','packed:nope']}; features[1]; nope",
                "{'entities':{'caller_id':['a']},'features':['packed']}; features[0]; packed",
                "{'entities':{'caller_id':['a']},'features':['packed:calls','feast:calls']}; features; calls",
                "{'entities':{'caller_id':['a']},'features':['packed:calls','packed:calls']}; features; calls",
                "{'entities':{'caller_id':['a']},'features':['packed:calls','caller_by_number:ratio']}; features; int64 in caller_by_number",
                "{'entities':{'caller_id':['a']},'features':[]}; features; none",
                "{'entities':{'caller_id':['a']},'features':'packed:calls'}; features; packed:calls",
                "{'entities':{'caller_id':['a']},'features':[1]}; features[0]; 1",
                "{'entities':{'caller_id':['a']},'feature_service':'nope'}; feature_service; nope",
                "{'entities':{'caller_id':['a']},'feature_service':'both','features':['packed:calls']}; features; both",
                "{'features':['packed:calls']}; entities; nothing",
                "{'entities':{},'features':['packed:calls']}; entities.caller_id; no columns",
                "{'entities':{'caler_id':['a']},'features':['packed:calls']}; entities.caller_id; caler_id",
                "{'entities':{'caller_id':['a'],'callee_id':[1,2]},'features':['packed_pair:calls']}; entities.callee_id; 2",
                "{'entities':{'caller_id':[null]},'features':['packed:calls']}; entities.caller_id[0]; null",
                "{'entities':{'caller_id':['a',42]},'features':['packed:calls']}; entities.caller_id[1]; 42",
                "{'entities':{'caller_id':[['a']]},'features':['packed:calls']}; entities.caller_id[0]; [a]",
                "{'entities':{'account':['42']},'features':['every_type:int32_f']}; entities.account[0]; 42",
                "{'entities':{'account':[42.0]},'features':['every_type:int32_f']}; entities.account[0]; 42.0",
                "{'entities':{'account':[true]},'features':['every_type:int32_f']}; entities.account[0]; true",
                "{'entities':{'account':[9223372036854775808]},'features':['every_type:int32_f']}; entities.account[0]; 9223372036854775808",
                "{'entities':{'caller_id':'a'},'features':['packed:calls']}; entities.caller_id; a",
                "{'entities':['a'],'features':['packed:calls']}; entities; a list",
                "{'entities':{'caller_id':['a']},'features':['packed:calls'],'full_feature_name':true}; full_feature_name; unknown",
                "{'entities':{'caller_id':['a']},'features':['packed:calls'],'full_feature_names':1}; full_feature_names; 1",
                "{'entities':{'caller_id':['a'; body; end-of-input",
                "[]; body; START_ARRAY"
            })
    void invalidReadRequestIsRefusedWithItsField(String request, String field, String got) {
        features(request.replace('\'', '"'))
                .statusCode(400)
                .body("error.status", equalTo(400))
                .body("error.field", equalTo(field))
                .body("error.got", containsString(got))
                .body("error.message", startsWith(field + ": expected "));
    }

    @Test
    void moreThanAHundredThousandEntitiesAre413() {
        String many = "\"a\"" + ",\"a\"".repeat(100_000);
        features("{\"entities\":{\"caller_id\":[" + many + "]},\"features\":[\"packed:calls\"]}")
                .statusCode(413)
                .body("error.field", equalTo("entities.caller_id"))
                .body("error.expected", containsString("100000"));
    }

    @Test
    void moreValuesThanTheLimitAre413() {
        String many = "\"a\"" + ",\"a\"".repeat(99_999);
        String features = SampleRows.CATALOGUE.views().values().stream()
                .filter(view -> view.joinKeys().get(0).name().equals("caller"))
                .flatMap(view -> view.features().stream().map(feature -> view.name() + ":" + feature.name()))
                .map(name -> '"' + name + '"')
                .collect(Collectors.joining(","));
        features(
                        "{\"entities\":{\"caller\":[" + many + "],\"caller_id\":[" + many + "]},\"features\":["
                                + features
                                + ",\"packed:calls\",\"packed:ratio\",\"packed:known\",\"feast:calls\",\"near:calls\",\"near_feast:calls\",\"feast:ratio\",\"near:ratio\"],\"full_feature_names\":true}")
                .statusCode(413)
                .body("error.field", equalTo("features"))
                .body("error.expected", containsString("2500000"));
    }

    @Test
    void aHundredThousandEntitiesAreAnswered() {
        String many = "\"a\"" + ",\"a\"".repeat(99_999);
        for (String view : List.of("packed", "feast")) {
            String reply = features(
                            "{\"entities\":{\"caller_id\":[" + many + "]},\"features\":[\"" + view + ":calls\"]}")
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(reply.split("\"NOT_FOUND\"", -1)).hasSize(100_001);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/get-online-features", "/push", "/write-to-online-store"})
    void methodOtherThanPostIs405(String path) {
        given().get(path).then().statusCode(405).header("Allow", startsWith("POST"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "calls; null; df.calls",
                "caller_id; null; df.caller_id",
                "event_timestamp; null; df.event_timestamp",
                "calls; ['x']; df.calls[0]",
                "calls; [1.5]; df.calls[0]",
                "calls; [16777217]; df.calls[0]",
                "calls; [1,2]; df.calls",
                "calls; 1; df.calls",
                "ratio; ['much']; df.ratio[0]",
                "known; [1]; df.known[0]",
                "caller_id; [null]; df.caller_id[0]",
                "caller_id; [1]; df.caller_id[0]",
                "event_timestamp; [null]; df.event_timestamp[0]",
                "event_timestamp; ['yesterday']; df.event_timestamp[0]",
                "event_timestamp; [1767323045]; df.event_timestamp[0]",
                "event_timestamp; ['2999-01-01T00:00:00Z']; df.event_timestamp[0]"
            })
    void pushWithOneInvalidColumnIsRefusedAsAWhole(String column, String value, String field) {
        Map<String, String> columns = new HashMap<>(Map.of(
                "caller_id", "[\"a\"]",
                "event_timestamp", "[\"" + NOW + "\"]",
                "calls", "[1]",
                "ratio", "[0.5]",
                "known", "[true]"));
        if (value.equals("null")) {
            columns.remove(column);
        } else {
            columns.put(column, value.replace('\'', '"'));
        }
        // the first column decides how many rows there are
        String df = "{"
                + java.util.stream.Stream.of("caller_id", "event_timestamp", "calls", "ratio", "known")
                        .filter(columns::containsKey)
                        .map(name -> '"' + name + "\":" + columns.get(name))
                        .collect(Collectors.joining(","))
                + "}";
        push("packed", df, 400).body("error.field", equalTo(field));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'push_source_name':'nope','df':{}}; push_source_name",
                "{'push_source_name':'packed_push'}; df",
                "{'df':{}}; push_source_name",
                "{'push_source_name':'packed_push','df':{},'to':'nowhere'}; to",
                "{'push_source_name':'packed_push','df':{},'to':'offline'}; to",
                "{'push_source_name':'packed_push','df':{},'to':'online_and_offline'}; to",
                "{'push_source_name':'packed_push','df':[]}; df",
                "{'push_source_name':'packed_push','df':{'caller_id':['a']},'two':'online'}; two"
            })
    void invalidPushRequestIsRefusedWithItsField(String body, String field) {
        given().body(body.replace('\'', '"'))
                .post("/push")
                .then()
                .statusCode(400)
                .body("error.field", equalTo(field));
    }

    @Test
    void pushOfTooManyRowsIs413() {
        push("packed", "{\"caller_id\":[\"a\"" + ",\"a\"".repeat(10_000) + "]}", 413);
    }

    @Test
    void writeToAnUnknownViewNamesTheKnownOnes() {
        given().body("{\"feature_view_name\":\"nope\",\"df\":{}}")
                .post("/write-to-online-store")
                .then()
                .statusCode(400)
                .body("error.field", equalTo("feature_view_name"))
                .body("error.expected", containsString("packed"));
    }

    @Test
    void scoreCarriesTheProvenanceOfItsInputsOnRequest() {
        given().body(
                        "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"context\":{\"callee_category\":3},\"include_provenance\":true}")
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("provenance", hasSize(40))
                .body("provenance.find { it.feature == 'request:callee_category' }.source", equalTo("context"))
                .body("provenance.find { it.feature == 'request:international' }.source", equalTo("call"))
                .body("provenance.find { it.feature == 'caller_velocity:calls_1m' }.source", equalTo("default"));
        given().body("{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\"}")
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("keySet()", not(hasItems("provenance")));
    }

    // ---- what the tests are written in ----

    private static String entity() {
        return "entity-" + Long.toHexString(System.nanoTime()) + "-" + NEXT.incrementAndGet();
    }

    private static String rows(String caller, Instant time, @Nullable Object calls, Object ratio, boolean known) {
        return "{\"caller_id\":[\"" + caller + "\"],\"event_timestamp\":[\"" + time + "\"],\"calls\":[" + calls
                + "],\"ratio\":[" + (ratio instanceof String text ? '"' + text + '"' : ratio) + "],\"known\":[" + known
                + "]}";
    }

    private static ValidatableResponse push(String view, String df, int status) {
        return given().contentType(JSON)
                .body("{\"push_source_name\":\"" + view + "_push\",\"df\":" + df + ",\"to\":\"online\"}")
                .post("/push")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(status);
    }

    private static ValidatableResponse features(String body) {
        return given().body(body).post("/get-online-features").then();
    }

    /** The key of a caller's hash in Feast's layout. */
    private static byte[] feastKey(String caller) {
        FeatureView view = new FeatureView(
                "any",
                List.of(new JoinKey("caller_id", ValueType.STRING, null)),
                Duration.ZERO,
                List.of(),
                new Layout.FeastHash("voice_fraud", "any", 3),
                new Writing(Optional.empty(), Writing.EVENT_TIMESTAMP, Map.of()));
        byte[] key = StoreKeys.of(view).of(List.of(new EntityColumn(new Object[] {caller})), 0);
        if (key == null) {
            throw new AssertionError(caller);
        }
        return key;
    }

    private static void raw(String caller, String view, String feature, byte[] value) {
        rawField(caller, FeastFields.feature(view, feature), value);
    }

    private static void rawField(String caller, byte[] field, byte[] value) {
        withStore(connection -> connection.sync().hset(feastKey(caller), field, value));
    }

    private interface WithStore {
        void use(StatefulRedisConnection<byte[], byte[]> connection);
    }

    private static void withStore(WithStore use) {
        RedisClient client = RedisClient.create(StoreForTests.url());
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            use.use(connection);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }
}
