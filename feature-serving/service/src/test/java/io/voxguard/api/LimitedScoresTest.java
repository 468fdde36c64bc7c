package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Calls of {@code /v1/score} that take tokens of limits. */
@QuarkusTest
@WithTestResource(LimitedScoresTest.Limited.class)
class LimitedScoresTest {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String caller = "+1415555%04d".formatted(NEXT.incrementAndGet());
    private final String trunk = "trunk-" + caller.substring(1);

    private static ValidatableResponse score(String caller, String callee, String trunk) {
        return given().body(call(caller, callee, trunk))
                .post("/v1/score")
                .then()
                .statusCode(200);
    }

    private static String call(String caller, String callee, String trunk) {
        return "{\"caller\":\"" + caller + "\",\"callee\":\"" + callee + "\""
                + (trunk.isEmpty() ? "" : ",\"trunk\":\"" + trunk + "\"") + "}";
    }

    @Test
    void callWithoutRoomIsBlockedAndTheReasonNamesTheLimit() {
        for (int i = 0; i < 2; i++) {
            score(caller, "+442071838750", trunk).body("decided_by", not("limit"));
        }
        score(caller, "+442071838750", trunk)
                .body("decision", equalTo("block"))
                .body("decided_by", equalTo("limit"))
                .body("policy", nullValue())
                .body("reasons[0]", equalTo(Map.of("limit", "per-caller")))
                .body("degraded", empty());
    }

    @Test
    void callsToEmergencyNumbersTakeNothingAndAreNeverBlocked() {
        for (int i = 0; i < 5; i++) {
            score(caller, "112", trunk).body("decision", equalTo("allow")).body("policy", equalTo("emergency_number"));
        }
        score(caller, "+442071838750", trunk).body("decided_by", not("limit"));
        score(caller, "+442071838750", trunk).body("decided_by", not("limit"));
        score(caller, "+442071838750", trunk).body("decided_by", equalTo("limit"));
        score(caller, "112", trunk).body("decision", equalTo("allow"));
    }

    @Test
    void fullTrunkBlocksAndTakesNothingFromTheCaller() {
        String other = "+1415556%04d".formatted(NEXT.incrementAndGet());
        score(caller, "+442071838750", trunk);
        score(caller, "+442071838750", trunk);
        score(other, "+442071838750", trunk).body("decided_by", not("limit"));
        score(other, "+442071838750", trunk)
                .body("decided_by", equalTo("limit"))
                .body("reasons[0].limit", equalTo("per-trunk"));
        given().body("{\"caller\":\"" + other + "\",\"trunk\":\"unused\"}")
                .post("/v1/limits/per-caller/peek")
                .then()
                .body("remaining", equalTo(1));
    }

    @Test
    void callWithoutATrunkIsHeldAgainstTheOtherLimits() {
        score(caller, "+442071838750", "").body("decided_by", not("limit"));
        score(caller, "+442071838750", "").body("decided_by", not("limit"));
        score(caller, "+442071838750", "").body("reasons[0].limit", equalTo("per-caller"));
    }

    @Test
    void callsOfABatchAreDecidedInTheirOrder() {
        String callee = "+442071838750";
        String first = call(caller, callee, trunk);
        given().body("{\"calls\":[" + first + "," + first + "," + first + "," + call(caller, "112", trunk) + ","
                        + "{\"caller\":\"x\",\"callee\":\"112\"}]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results[0].decided_by", not("limit"))
                .body("results[1].decided_by", not("limit"))
                .body("results[2].decided_by", equalTo("limit"))
                .body("results[3].decision", equalTo("allow"))
                .body("results[4].error.field", equalTo("caller"));
    }

    @Test
    void limitInShadowModeBlocksNobody() {
        String callee = "+4420718%05d".formatted(NEXT.incrementAndGet());
        for (int i = 0; i < 4; i++) {
            score("+1415557%04d".formatted(NEXT.incrementAndGet()), callee, "").body("decided_by", not("limit"));
        }
        given().body("{\"callee\":\"" + callee + "\"}")
                .post("/v1/limits/watched/peek")
                .then()
                .body("shadow", equalTo("refused"));
    }

    @Test
    void inferenceTakesNothing() {
        String body = "{\"inputs\":[{\"name\":\"caller\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"" + caller
                + "\"]},{\"name\":\"callee\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"+442071838750\"]}]}";
        for (int i = 0; i < 4; i++) {
            given().body(body).post("/v2/models/call-fraud-gbm/infer").then().statusCode(200);
        }
        given().body("{\"caller\":\"" + caller + "\",\"trunk\":\"" + trunk + "\"}")
                .post("/v1/limits/per-caller/peek")
                .then()
                .body("allowed", is(true))
                .body("remaining", equalTo(2));
    }

    static void declare(Map<String, String> settings, String whenStoreIsAway) {
        settings.put("voxguard.models.dir", StoreForTests.models().toString());
        settings.put("voxguard.scoring.default-deadline", "5s");
        settings.put("voxguard.scoring.limits", "per-caller,watched");
        settings.put("voxguard.limits.per-caller.per", "caller");
        settings.put("voxguard.limits.per-caller.windows", "2/24h");
        settings.put("voxguard.limits.per-caller.combine-with", "per-trunk");
        settings.put("voxguard.limits.per-caller.when-store-is-away", whenStoreIsAway);
        settings.put("voxguard.limits.per-trunk.per", "trunk");
        settings.put("voxguard.limits.per-trunk.windows", "3/24h");
        settings.put("voxguard.limits.watched.per", "callee");
        settings.put("voxguard.limits.watched.windows", "1/24h");
        settings.put("voxguard.limits.watched.shadow", "true");
    }

    public static final class Limited extends ServiceForTests {
        @Override
        void configure(Path models, Map<String, String> settings) {
            declare(settings, "allow");
        }
    }
}
