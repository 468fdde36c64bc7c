package io.voxguard.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many callers at once, whose requests share reads of the store and runs of the model: each has its own answer. */
@Tag("it")
@QuarkusTest
@WithTestResource(StoreForTests.class)
class SharedRoadTest {
    private static final int CALLERS = 100;
    /** As many as the build asks for: a few thousand, many under {@code -Pit}. */
    private static final int REQUESTS = Integer.getInteger("voxguard.test.load", 3000);

    private static final int IN_FLIGHT = 96;
    private static final Instant NOW = Instant.now();
    private static final Pattern ANSWER = Pattern.compile("\"call_id\":\"([^\"]+)\".*?\"score\":([-0-9.E]+)");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void concurrentRequestsReceiveTheirOwnAnswers() throws Exception {
        List<Double> alone = new ArrayList<>();
        try (SampleRows rows = new SampleRows()) {
            for (int i = 0; i < CALLERS; i++) {
                rows.write("caller_velocity", caller(i), NOW.toEpochMilli(), i / 8f);
                rows.write("caller_rhythm", caller(i), NOW.toEpochMilli(), i / 100f);
            }
        }
        for (int i = 0; i < CALLERS; i++) {
            String reply = client.send(single(i, "alone", ""), HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(JsonPath.from(reply).getList("degraded")).isEmpty();
            alone.add(JsonPath.from(reply).getDouble("score"));
        }
        assertThat(alone.stream().distinct().count()).isGreaterThan(20);
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        Semaphore room = new Semaphore(IN_FLIGHT);
        Random random = new Random(20260802);
        for (int number = 0; number < REQUESTS && wrong.isEmpty(); number++) {
            int caller = random.nextInt(CALLERS);
            boolean batch = number % 16 == 0;
            boolean poisoned = number % 10 == 3;
            String id = number + "/" + caller;
            HttpRequest request = batch ? batch(caller, number) : single(caller, id, poisoned ? ",\"strict\":7" : "");
            assertThat(room.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<HttpResponse<String>> asked =
                    client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            int status = poisoned && !batch ? 400 : 200;
            asked.whenComplete((reply, fault) -> {
                room.release();
                if (fault != null) {
                    wrong.add(id + ": " + fault);
                } else if (reply.statusCode() != status || (status == 200 && !isRight(reply.body(), alone))) {
                    wrong.add(id + ": " + reply.statusCode() + " " + reply.body());
                }
            });
        }
        assertThat(room.tryAcquire(IN_FLIGHT, 20, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
    }

    @Test
    void cancelledRequestsReleaseTheirCapacity() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            CompletableFuture<HttpResponse<String>> one =
                    client.sendAsync(single(1, "gone", ""), HttpResponse.BodyHandlers.ofString());
            asked.add(one);
            if (asked.size() == 50) {
                asked.forEach(some -> some.cancel(true));
                asked.clear();
            }
        }
        String reply = client.send(single(1, "after", ",\"strict\":true"), HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(JsonPath.from(reply).getString("call_id")).isEqualTo("after");
    }

    /** Each result of a reply says in its id whose score it must be. */
    private static boolean isRight(String body, List<Double> alone) {
        Matcher answers = ANSWER.matcher(body);
        int found = 0;
        while (answers.find()) {
            int caller =
                    Integer.parseInt(answers.group(1).substring(answers.group(1).indexOf('/') + 1));
            if (Math.abs(Double.parseDouble(answers.group(2)) - alone.get(caller)) > 1e-6) {
                return false;
            }
            found++;
        }
        return found > 0;
    }

    private HttpRequest single(int caller, String id, String more) {
        return post("score", "{" + call(caller, id) + options(caller) + more + "}");
    }

    private HttpRequest batch(int caller, int number) {
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            int one = (caller + 2 * i) % CALLERS;
            calls.append(i == 0 ? "" : ",")
                    .append('{')
                    .append(call(one, number + "/" + one))
                    .append('}');
        }
        return post("score/batch", "{\"calls\":[" + calls + "]" + options(caller) + "}");
    }

    /** Every other caller's calls are another model's. */
    private static String options(int caller) {
        return ",\"deadline_ms\":5000,\"model\":\"call-fraud-" + (caller % 2 == 0 ? "gbm" : "mlp") + "\"";
    }

    private static String call(int caller, String id) {
        return "\"call_id\":\"" + id + "\",\"caller\":\"" + caller(caller)
                + "\",\"callee\":\"+442071838750\",\"started_at\":\"" + NOW + "\"";
    }

    private static String caller(int number) {
        return "+1415559" + (1000 + number);
    }

    private HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + "/v1/" + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
