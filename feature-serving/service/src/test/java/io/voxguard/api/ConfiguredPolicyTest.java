package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A policy by configuration takes the place of every model's own. */
@QuarkusTest
@WithTestResource(ConfiguredPolicyTest.Allowing.class)
class ConfiguredPolicyTest {
    private static final String START = "2026-03-02T08:15:30Z";
    private static final String CALL = "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"started_at\":\""
            + START + "\",\"model\":\"%s\",\"context\":{%s}}";

    @Test
    void unknownCallerIsAllowedWhenConfigured() {
        for (String model : new String[] {"call-fraud-gbm", "call-fraud-mlp"}) {
            score(CALL.formatted(model, ""))
                    .body("decision", equalTo("allow"))
                    .body("decided_by", equalTo("policy"))
                    .body("policy", equalTo("unknown_caller"))
                    .body("reasons", empty());
        }
    }

    @Test
    void callerIsKnownByTheConfiguredViewsAndNumberOfFeatures() {
        String velocity =
                "\"caller_velocity:calls_1m\":1,\"caller_velocity:calls_5m\":1,\"caller_velocity:calls_1h\":1";
        score(CALL.formatted("call-fraud-gbm", velocity)).body("policy", equalTo("unknown_caller"));
        String one = "\"caller_rhythm:calls_24h\":1";
        score(CALL.formatted("call-fraud-gbm", one)).body("policy", equalTo("unknown_caller"));
        score(CALL.formatted("call-fraud-gbm", one + ",\"caller_rhythm:short_ratio_24h\":0"))
                .body("decision", equalTo("block"))
                .body("decided_by", equalTo("model"));
    }

    @Test
    void degradedAnswerIsAllowedWhenConfigured() {
        long start = Instant.parse(START).toEpochMilli();
        byte[] sound = SampleRows.encoded("caller_velocity", start, 1, 2, 3, 4, 5, 6);
        try (SampleRows rows = new SampleRows()) {
            rows.raw("caller_velocity", "+14155550801", Arrays.copyOf(sound, sound.length - 3));
            rows.write("caller_rhythm", "+14155550801", start, 1);
        }
        score(CALL.formatted("call-fraud-gbm", "").replace("+14155550100", "+14155550801"))
                .body("decision", equalTo("allow"))
                .body("policy", equalTo("degraded"))
                .body("degraded.reason", hasItem("unreadable"));
    }

    private static ValidatableResponse score(String call) {
        return given().body(call).post("/v1/score").then().statusCode(200);
    }

    /** Everything that can be configured. */
    public static final class Allowing extends BlockingModelsForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            super.configure(models, settings);
            settings.remove("voxguard.rules.set");
            settings.put("voxguard.policy.degraded", "allow");
            settings.put("voxguard.policy.unknown-caller.at-most", "allow");
            settings.put("voxguard.policy.unknown-caller.present", "2");
            settings.put("voxguard.policy.unknown-caller.views", "caller_rhythm");
        }
    }
}
