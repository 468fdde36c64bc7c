package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Engine of the store, as readiness data and metrics show it. */
@QuarkusTest
@WithTestResource(StoreForTests.class)
class StoreEngineTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @BeforeEach
    void engineIsDetected() {
        await("the engine is detected").atMost(TIMEOUT).until(() -> "redis"
                .equals(storeData().get("engine")));
    }

    @Test
    void readinessNamesTheEngineAndItsVersion() {
        assertThat(storeData()).containsEntry("connected", true).containsEntry("answers", "whole");
        assertThat((String) storeData().get("version")).matches("[0-9]+\\.[0-9]+\\..*");
    }

    @Test
    void metricNamesTheEngineOnce() {
        String version = (String) storeData().get("version");
        assertThat(given().get("/q/metrics")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString()
                        .lines()
                        .filter(line -> line.startsWith("voxguard_store_info")))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("engine=\"redis\"", "version=\"" + version + "\"")
                        .endsWith(" 1.0"));
    }

    private static Map<String, Object> storeData() {
        return given().get("/q/health/ready").then().extract().path("checks.find { it.name == 'store' }.data");
    }
}
