package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the shipped models decide of ordinary calls on an empty store: whoever installs this must not block people that nothing is known of. */
@Tag("it")
@QuarkusTest
@WithTestResource(StoreForTests.class)
class UnknownCallersTest {
    private static final Pattern DECISION = Pattern.compile("\"decision\":\"(\\w+)\"");
    private static final Pattern WHOLE = Pattern.compile("\"degraded\":\\[]");

    @Test
    void withAnEmptyStoreNoOrdinaryCallIsBlockedAndAtMostOnePercentReviewed() {
        assertOrdinaryCallsPass("call-fraud-gbm", false);
        assertOrdinaryCallsPass("call-fraud-mlp", false);
    }

    /** Asks for every hour of the week; the bound holds for each day as well as for the week. */
    static void assertOrdinaryCallsPass(String model, boolean degraded) {
        List<String> week = new ArrayList<>();
        for (int hour = 0; hour < OrdinaryCalls.HOURS_OF_A_WEEK; hour++) {
            String reply = given().contentType("application/json")
                    .body(OrdinaryCalls.batch(hour).replaceFirst("\\{", "{\"model\":\"" + model + "\","))
                    .post("/v1/score/batch")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            List<String> decisions = DECISION.matcher(reply)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(decisions)
                    .as("hour %s", hour)
                    .hasSize(OrdinaryCalls.OF_A_BATCH)
                    .doesNotContain("block");
            assertThat(WHOLE.matcher(reply).results())
                    .as("answers of hour %s that are whole", hour)
                    .hasSize(degraded ? 0 : OrdinaryCalls.OF_A_BATCH);
            week.addAll(decisions);
        }
        int aDay = week.size() / 7;
        for (int day = 0; day < 7; day++) {
            List<String> ofDay = week.subList(day * aDay, (day + 1) * aDay);
            assertThat(100.0 * Collections.frequency(ofDay, "review") / aDay)
                    .as("%s: percent reviewed on day %s of the week", model, day + 1)
                    .isLessThanOrEqualTo(1);
        }
    }
}
