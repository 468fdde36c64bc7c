package io.voxguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.demo.features.FeatureUpdater;
import io.voxguard.demo.records.CallRecord;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.row.RowView;
import java.io.DataInputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** Calls pass as if they took place now: a real store, and a server in the service's place that looks into it. */
@DisabledIfEnvironmentVariable(named = "STORE_URL", matches = ".+", disabledReason = "needs a store of its own")
class ReplayTest {
    private static final Path MODELS = Path.of(System.getProperty("voxguard.root"), "models");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALLOW = "{\"decision\":\"allow\",\"score\":0.1,\"degraded\":[],\"reasons\":[]}";
    private static final int CALLS_1H = 2;

    private final Tally tally = new Tally();

    private static CallRecord call(String caller, long second, long durationS) {
        return new CallRecord(caller, "+442071838750", "t", 1_772_439_330_000L + 1000 * second, durationS, null);
    }

    private void replay(ScoringServer server, StoreInUse store, CallRecord... calls) {
        FeatureUpdater features = new FeatureUpdater(
                FeatureCatalogue.read(MODELS.resolve("feature-views")),
                NumberRanges.read(MODELS.resolve("number-ranges.csv")));
        try (ScoringClient client = new ScoringClient(server.url())) {
            new Replay(features, store, client, tally).run(List.of(calls));
        }
    }

    /** The caller's starts of the last hour as the store has them; -1 where it has no row. */
    private static int startsInStore(StoreInUse store, String caller) throws Exception {
        URI url = URI.create(store.url());
        byte[] key = new FeatureKeys("caller_velocity").of(caller);
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("*2\r\n$3\r\nGET\r\n$" + key.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(key);
            socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.UTF_8));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                head.append((char) c);
            }
            int length = Integer.parseInt(head.substring(1).strip());
            if (length < 0) {
                return -1;
            }
            RowView row = new RowView();
            assertThat(row.wrap(ByteBuffer.wrap(in.readNBytes(length)))).isNull();
            return (int) row.value(CALLS_1H);
        }
    }

    @Test
    void callSeesTheCallsBeforeItAndNotItself() throws Exception {
        List<Integer> seen = new ArrayList<>();
        try (StoreInUse store = StoreInUse.open();
                ScoringServer server = new ScoringServer(body -> {
                    seen.add(startsInStore(store, "+14155550100"));
                    return new ScoringServer.Reply(200, ALLOW);
                })) {
            replay(server, store, call("+14155550100", 0, 5), call("+14155550100", 10, 5), call("+14155550100", 20, 5));
        }
        assertThat(seen).containsExactly(-1, 1, 2);
        assertThat(tally.everyCallScored()).isTrue();
    }

    @Test
    void callsThatStartTogetherAreScoredTogetherAndDoNotSeeEachOther() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Map<String, Integer> seen = new ConcurrentHashMap<>();
        try (StoreInUse store = StoreInUse.open();
                ScoringServer server = new ScoringServer(body -> {
                    JsonNode call = JSON.readTree(body);
                    both.countDown();
                    assertThat(both.await(10, TimeUnit.SECONDS))
                            .as("both are in flight")
                            .isTrue();
                    seen.merge(call.path("started_at").asText(), startsInStore(store, "+14155550100"), Math::max);
                    return new ScoringServer.Reply(200, ALLOW);
                })) {
            replay(server, store, call("+14155550100", 0, 5), call("+14155550100", 0, 5), call("+14155550100", 10, 5));
        }
        assertThat(seen.values()).containsExactlyInAnyOrder(-1, 2);
    }

    @Test
    void callsThatFailAreCountedAndTheOthersGoOn() throws Exception {
        try (StoreInUse store = StoreInUse.open();
                ScoringServer server = new ScoringServer(
                        body -> JSON.readTree(body).path("caller").asText().equals("+14155550101")
                                ? new ScoringServer.Reply(200, "not JSON")
                                : new ScoringServer.Reply(200, ALLOW))) {
            replay(server, store, call("+14155550100", 0, 5), call("+14155550101", 1, 5), call("+14155550102", 2, 5));
        }
        JsonNode counts = JSON.readTree(tally.json(1, ""));
        assertThat(counts.path("scored").asInt()).isEqualTo(2);
        assertThat(counts.path("errors").asInt()).isEqualTo(1);
        assertThat(tally.errorMessages()).singleElement().asString().contains("+14155550101");
    }
}
