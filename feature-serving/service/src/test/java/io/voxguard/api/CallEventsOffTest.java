package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.serving.pipeline.DecidedCallSink;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The service as it is without settings: it makes no events. */
@QuarkusTest
@WithTestResource(StoreForTests.class)
class CallEventsOffTest {
    @Inject
    DecidedCallSink sink;

    @Test
    void noEventsAreMadeByDefault() {
        given().body("{\"caller\":\"+14155550123\",\"callee\":\"+442071838750\"}")
                .post("/v1/score")
                .then()
                .statusCode(200);
        assertThat(sink).isSameAs(DecidedCallSink.NONE);
        given().get("/q/metrics").then().statusCode(200).body(not(containsString("voxguard_events")));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("call events");
    }
}
