package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.voxguard.testing.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The way from a request to the store: one transport for both, connections on the server's event loops, and reads that share commands. */
@QuarkusTest
@WithTestResource(StoreForTests.class)
class TransportContractTest {
    private static final String CALL = "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\"}";
    private static final int AT_ONCE = 64;

    @Test
    void eventLoopsUseEpollAndHoldTheStoresConnections() {
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "epoll's library is packaged for Linux on x86_64");
        assertThat(metrics())
                .containsPattern(
                        "voxguard_transport_info\\{store_connections=\"event_loops\",transport=\"epoll\"} 1\\.0");
    }

    @Test
    void requestsThatArriveTogetherShareCommandsToTheStore() {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Eventually.await("two requests share a command", () -> {
                double reads = counter("voxguard_store_reads_total");
                double commands = counter("voxguard_store_read_commands_total");
                scoreAtOnce(client);
                double madeReads = counter("voxguard_store_reads_total") - reads;
                double madeCommands = counter("voxguard_store_read_commands_total") - commands;
                assertThat(madeReads).as("each request reads on its event loop").isGreaterThanOrEqualTo(AT_ONCE);
                return madeCommands < madeReads;
            });
        }
    }

    private static void scoreAtOnce(HttpClient client) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/v1/score"))
                .POST(HttpRequest.BodyPublishers.ofString(CALL))
                .build();
        CompletableFuture<?>[] replies = IntStream.range(0, AT_ONCE)
                .mapToObj(any -> client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                        .thenAccept(reply -> assertThat(reply.statusCode()).isEqualTo(200)))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(replies).join();
    }

    private static double counter(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    private static String metrics() {
        return given().get("/q/metrics").then().statusCode(200).extract().asString();
    }
}
