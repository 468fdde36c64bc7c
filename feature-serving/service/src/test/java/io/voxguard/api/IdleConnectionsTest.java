package io.voxguard.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The idle timeout, over both ways of a request: by the router and past it. */
@QuarkusTest
@WithTestResource(ModelsForTests.class)
@TestProfile(IdleConnectionsTest.ShortTimeout.class)
class IdleConnectionsTest {
    private static final String DIRECT = "GET /v2/health/live HTTP/1.1\r\nHost: test\r\n\r\n";
    private static final String ROUTED = "GET /v2/health/live?a HTTP/1.1\r\nHost: test\r\n\r\n";
    private static final String REPLY = "{\"live\":true";
    private static final long TIMEOUTS = TimeUnit.MILLISECONDS.toNanos(2_500);

    /** An idle timeout of a second. */
    public static final class ShortTimeout implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.idle-timeout", "1S");
        }
    }

    private static String reply(RawHttp http) throws IOException {
        String head = http.head();
        return http.body(Integer.parseInt(head.replaceAll("(?si).*content-length: (\\d+).*", "$1")));
    }

    @Test
    void connectionInUseStaysOpen() throws IOException {
        for (String request : new String[] {DIRECT, ROUTED}) {
            try (RawHttp http = new RawHttp(RestAssured.port)) {
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < TIMEOUTS) {
                    assertThat(reply(http.send(request))).startsWith("{");
                }
            }
        }
    }

    @Test
    void idleConnectionIsClosed() throws IOException {
        try (RawHttp http = new RawHttp(RestAssured.port)) {
            assertThat(reply(http.send(DIRECT))).startsWith(REPLY);
            assertThat(reply(http.send(DIRECT))).startsWith(REPLY);
            assertThat(http.isClosedByServer()).isTrue();
        }
    }
}
