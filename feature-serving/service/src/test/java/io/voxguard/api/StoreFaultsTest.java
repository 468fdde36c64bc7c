package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A store that goes silent, goes away and comes back: every call is answered in time, and says what it lacks. */
@QuarkusTest
@QuarkusTestResource(value = StoreFaultsTest.FailingStore.class, restrictToAnnotatedClass = true)
class StoreFaultsTest {
    private static final String CALL =
            "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"trunk\":\"t\",\"deadline_ms\":200}";
    private static @Nullable EmbeddedStore restarted;
    private static final String STRICT = CALL.replace("}", ",\"strict\":true}");

    @Test
    void aSilentStoreIsAnsweredByDefaultsInTimeAndStrictlyBy504() throws IOException {
        awaitWhole();
        try (Socket admin = new Socket(InetAddress.getLoopbackAddress(), port())) {
            // accepted and served: what follows is read before any call that comes after it
            admin.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(admin.getInputStream().read()).isEqualTo('+');
            admin.getOutputStream().write("DEBUG SLEEP 2\r\n".getBytes(StandardCharsets.US_ASCII));
            admin.getOutputStream().flush();
            given().body(CALL)
                    .post("/v1/score")
                    .then()
                    .statusCode(200)
                    .body("degraded.reason", everyItem(equalTo("timed_out")))
                    .body("degraded.view", hasSize(6))
                    .body("features.present", equalTo(6));
            given().body(STRICT)
                    .post("/v1/score")
                    .then()
                    .statusCode(504)
                    .body("error.field", equalTo("deadline_ms"))
                    .body("error.got", equalTo("timed_out"));
        }
        awaitWhole();
    }

    @Test
    void aStoreThatIsDownIsAnsweredByDefaultsAndFoundAgain() {
        awaitWhole();
        stopServer();
        given().body(CALL)
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("degraded.reason", everyItem(oneOf("unavailable", "timed_out")))
                .body("degraded", hasSize(6))
                .body("decision", oneOf("allow", "review", "block"));
        given().body("{\"calls\":[" + CALL.replace(",\"deadline_ms\":200", "") + "],\"deadline_ms\":500}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results[0].degraded", hasSize(6));
        given().body(STRICT).post("/v1/score").then().statusCode(504).body("error.expected", containsString("strict"));
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'store' }.data.connected", is(false));
        restarted = EmbeddedStore.start(port());
        awaitWhole();
        given().body(STRICT).post("/v1/score").then().statusCode(200).body("degraded", empty());
    }

    private static void awaitWhole() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (given().body(STRICT).post("/v1/score").statusCode() != 200) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the store was not found again within 15 s");
            }
        }
    }

    @AfterAll
    static void end() {
        if (restarted != null) {
            restarted.close();
        }
    }

    private static int port() {
        return Integer.getInteger(FailingStore.PORT);
    }

    private static void stopServer() {
        try (Socket admin = new Socket(InetAddress.getLoopbackAddress(), port())) {
            admin.getOutputStream().write("SHUTDOWN NOSAVE\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(admin.getInputStream().read()).as("the server hangs up").isEqualTo(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A store whose port is known to the tests, which Quarkus may have loaded apart from this. */
    public static final class FailingStore implements QuarkusTestResourceLifecycleManager {
        static final String PORT = "voxguard.test.failing-store-port";
        private @Nullable EmbeddedStore server;

        @Override
        public Map<String, String> start() {
            EmbeddedStore started = EmbeddedStore.start();
            server = started;
            System.setProperty(PORT, Integer.toString(started.port()));
            return Map.of(
                    "voxguard.store.url", started.url(),
                    "voxguard.models.dir", StoreForTests.models().toString());
        }

        @Override
        public void stop() {
            if (server != null) {
                server.close();
            }
        }
    }
}
