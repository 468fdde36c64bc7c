package io.voxguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.calls.CallProgress;
import io.voxguard.calls.CallStarted;
import io.voxguard.demo.features.CallEventFeed;
import io.voxguard.demo.records.CallRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls pass as if they took place now: a server in the service's place sees which events were counted before a call is scored. */
class ReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALLOW = "{\"decision\":\"allow\",\"score\":0.1,\"degraded\":[],\"reasons\":[]}";

    private final Tally tally = new Tally();
    private final List<CallProgress> counted = new CopyOnWriteArrayList<>();

    private static CallRecord call(String caller, long second, long durationS) {
        return new CallRecord(caller, "+442071838750", "t", 1_772_439_330_000L + 1000 * second, durationS, null);
    }

    private void replay(ScoringServer server, CallRecord... calls) {
        try (ScoringClient client = new ScoringClient(server.url())) {
            new Replay(new CallEventFeed("r-"), counted::addAll, client, tally).run(List.of(calls));
        }
    }

    /** Returns how many starts of a caller's calls feature-update has counted. */
    private int starts(String caller) {
        return (int) counted.stream()
                .filter(event -> event instanceof CallStarted && event.caller().equals(caller))
                .count();
    }

    @Test
    void callSeesTheCallsBeforeItAndNotItself() throws Exception {
        List<Integer> seen = new ArrayList<>();
        try (ScoringServer server = new ScoringServer(body -> {
            seen.add(starts("+14155550100"));
            return new ScoringServer.Reply(200, ALLOW);
        })) {
            replay(server, call("+14155550100", 0, 5), call("+14155550100", 10, 5), call("+14155550100", 20, 5));
        }
        assertThat(seen).containsExactly(0, 1, 2);
        assertThat(tally.everyCallScored()).isTrue();
    }

    @Test
    void callsThatStartTogetherAreScoredTogetherAndDoNotSeeEachOther() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Map<String, Integer> seen = new ConcurrentHashMap<>();
        try (ScoringServer server = new ScoringServer(body -> {
            JsonNode call = JSON.readTree(body);
            both.countDown();
            assertThat(both.await(10, TimeUnit.SECONDS))
                    .as("both are in flight")
                    .isTrue();
            seen.merge(call.path("started_at").asText(), starts("+14155550100"), Math::max);
            return new ScoringServer.Reply(200, ALLOW);
        })) {
            replay(server, call("+14155550100", 0, 5), call("+14155550100", 0, 5), call("+14155550100", 10, 5));
        }
        assertThat(seen.values()).containsExactlyInAnyOrder(0, 2);
    }

    @Test
    void callsThatFailAreCountedAndTheOthersGoOn() throws Exception {
        try (ScoringServer server = new ScoringServer(
                body -> JSON.readTree(body).path("caller").asText().equals("+14155550101")
                        ? new ScoringServer.Reply(200, "not JSON")
                        : new ScoringServer.Reply(200, ALLOW))) {
            replay(server, call("+14155550100", 0, 5), call("+14155550101", 1, 5), call("+14155550102", 2, 5));
        }
        JsonNode counts = JSON.readTree(tally.json(1, ""));
        assertThat(counts.path("scored").asInt()).isEqualTo(2);
        assertThat(counts.path("errors").asInt()).isEqualTo(1);
        assertThat(tally.errorMessages()).singleElement().asString().contains("+14155550101");
    }

    @Test
    void everyCallEndsWhenItsTimeHasComeAndTheLastOnesAfterAllAreScored() throws Exception {
        try (ScoringServer server = new ScoringServer(body -> new ScoringServer.Reply(200, ALLOW))) {
            replay(server, call("+14155550100", 0, 15), call("+14155550101", 10, 0), call("+14155550102", 20, 5));
        }

        assertThat(counted.stream().map(event -> event.type().label() + " " + event.callId()))
                .containsExactly("started r-0", "started r-1", "ended r-1", "ended r-0", "started r-2", "ended r-2");
    }
}
