package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A store that goes silent, and one that goes away and comes back: requests for features and pushes are answered in time, and nothing accepted is lost. */
@QuarkusTest
@QuarkusTestResource(value = FeaturesFaultsTest.ShortDeadlines.class, restrictToAnnotatedClass = true)
class FeaturesFaultsTest {
    private static final String READ =
            "{\"entities\":{\"caller_id\":[\"a\"]},\"features\":[\"packed:calls\",\"feast:ratio\"]}";
    private static final String PUSH =
            "{\"push_source_name\":\"packed_push\",\"df\":{\"caller_id\":[\"a\"],\"event_timestamp\":[\""
                    + Instant.now() + "\"],\"calls\":[1],\"ratio\":[1],\"known\":[true]}}";

    @Test
    void aSilentStoreIsAToldTimeOut() throws IOException {
        awaitRead();
        try (Socket admin = new Socket(InetAddress.getLoopbackAddress(), port())) {
            admin.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(admin.getInputStream().read()).isEqualTo('+');
            admin.getOutputStream().write("DEBUG SLEEP 2\r\n".getBytes(StandardCharsets.US_ASCII));
            admin.getOutputStream().flush();
            given().body(READ)
                    .post("/get-online-features")
                    .then()
                    .statusCode(504)
                    .body("error.field", equalTo("store"));
            given().body(PUSH).post("/push").then().statusCode(503).body("results.status", contains("timed_out"));
        }
        awaitRead();
        // it was on its way, and sending it again does no harm
        given().body(PUSH)
                .post("/push")
                .then()
                .statusCode(200)
                .body("results.status", everyItem(oneOf("written", "duplicate")));
    }

    @Test
    void aStoreThatIsAwayIsToldAndFoundAgain() throws Exception {
        awaitRead();
        int port = port();
        try (Socket admin = new Socket(InetAddress.getLoopbackAddress(), port)) {
            admin.getOutputStream().write("SHUTDOWN NOSAVE\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(admin.getInputStream().read()).isNegative();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (given().body(READ).post("/get-online-features").statusCode() == 200) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
        given().body(READ).post("/get-online-features").then().statusCode(oneOf(503, 504));
        given().body(PUSH)
                .post("/push")
                .then()
                .statusCode(503)
                .body("results.status", contains(oneOf("unavailable", "timed_out")));
        given().get("/health").then().statusCode(200);
        try (EmbeddedStore again = EmbeddedStore.start(port)) {
            awaitRead();
            given().body(PUSH).post("/push").then().statusCode(200).body("results.status", contains("written"));
        }
        EmbeddedStore last = EmbeddedStore.start(port);
        Runtime.getRuntime().addShutdownHook(new Thread(last::close));
    }

    private static int port() {
        return URI.create(StoreForTests.url()).getPort();
    }

    private static void awaitRead() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (given().body(READ).post("/get-online-features").statusCode() != 200) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
        }
    }

    /** Deadlines that a test can wait for. */
    public static final class ShortDeadlines extends FeaturesForTests {
        @Override
        void more(Map<String, String> settings) {
            settings.put("voxguard.features.read-deadline", "300ms");
            settings.put("voxguard.features.write-deadline", "300ms");
        }
    }
}
