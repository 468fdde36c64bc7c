package io.voxguard.rulerefresh.lambda;

import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.PostgresServer;
import io.voxguard.function.testing.StoreServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A function whose event source mapping does not read which items failed. */
@QuarkusTest
@TestProfile(WholeBatchTest.WithoutItemReports.class)
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = PostgresServer.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "migrations", value = "db/rules"))
@QuarkusTestResource(value = LambdaRuntime.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TestSettings.class, restrictToAnnotatedClass = true)
class WholeBatchTest {
    /** Settings of such a function. */
    public static final class WithoutItemReports implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("voxguard.lambda.report-items", "false");
        }
    }

    @Test
    void oneFailureFailsTheWholeBatch() throws Exception {
        String batch =
                "{\"eventSource\":\"aws:kafka\",\"records\":{\"rules-0\":[{\"offset\":7,\"value\":\"bm9uc2Vuc2U=\",\"headers\":[]}]}}";
        StoreServer.runWithoutStore(() -> LambdaRuntime.invoke(batch)
                .statusCode(500)
                .body(containsString(
                        "failing the whole batch, since failed items are not reported one by one; failed: 1")));
    }
}
