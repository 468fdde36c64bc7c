package io.voxguard.featureupdate.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.featureupdate.CallEvents;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training and feature-update compute the same features: every row that Python says a call of the sample sees lies in the store then. {@code -Dvoxguard.equality} names
 * folders with other calls and features, with a comma between; {@code .ci/equality} makes them.
 */
class SampleEqualityTest {
    private final UpdateFixture fixture = new UpdateFixture();
    private final List<FeatureView> views = CallEvents.shippedViews().views().values().stream()
            .sorted(Comparator.comparingInt(view -> view.packed().id()))
            .toList();

    private record Call(long startMs, long endMs, CallEvent started, CallEvent ended) {}

    @AfterEach
    void close() {
        fixture.close();
    }

    static Stream<Path> samples() {
        String sample = CallEvents.MODELS.resolve("training/sample").toString();
        return Arrays.stream(System.getProperty("voxguard.equality", sample).split(","))
                .map(Path::of);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void callsSeeTheFeaturesThatTrainingComputed(Path sample) throws IOException {
        List<Call> calls = calls(sample);
        Map<Integer, JsonNode> expected = expected(sample);
        assertThat(expected).hasSizeGreaterThan(1000);
        PriorityQueue<Call> running = new PriorityQueue<>(Comparator.comparingLong(Call::endMs));
        FeatureUpdater updater = fixture.updater();
        int compared = 0;
        for (int from = 0; from < calls.size(); ) {
            long start = calls.get(from).startMs();
            List<CallEvent> ends = new ArrayList<>();
            while (!running.isEmpty() && running.peek().endMs() <= start) {
                ends.add(running.remove().ended());
            }
            fixture.count(updater, ends);
            int to = from;
            for (; to < calls.size() && calls.get(to).startMs() == start; to++) {
                if (expected.containsKey(to)) {
                    compare(calls.get(to).started(), to, expected.get(to));
                    compared++;
                }
            }
            List<CallEvent> starts = new ArrayList<>();
            for (Call call : calls.subList(from, to)) {
                starts.add(call.started());
                if (call.endMs() == start) {
                    starts.add(call.ended());
                } else {
                    running.add(call);
                }
            }
            fixture.count(updater, starts);
            from = to;
        }
        assertThat(compared).isEqualTo(expected.size());
    }

    private void compare(CallEvent call, int index, JsonNode expected) {
        int at = 0;
        for (FeatureView view : views) {
            List<@Nullable Float> row = fixture.seen(view, call, call.timeMs());
            for (int f = 0; f < row.size(); f++, at++) {
                String what = "call " + index + " " + view.name() + ":"
                        + view.features().get(f).name();
                Float value = row.get(f);
                assertThat(value == null).as(what).isEqualTo(expected.get(at).isNull());
                if (value != null) {
                    float trained = expected.get(at).floatValue();
                    assertThat(value).as(what).isCloseTo(trained, within(1e-6f * (1 + Math.abs(trained))));
                }
            }
        }
    }

    private static List<Call> calls(Path sample) throws IOException {
        List<Call> calls = new ArrayList<>();
        List<String> lines = Files.readAllLines(sample.resolve("calls.csv"));
        List<String> header = List.of(lines.getFirst().split(","));
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            String caller = fields[header.indexOf("caller")];
            String callee = fields[header.indexOf("callee")];
            String trunk = fields[header.indexOf("trunk")];
            long start = OffsetDateTime.parse(fields[header.indexOf("started_at")])
                    .toInstant()
                    .toEpochMilli();
            long duration = Long.parseLong(fields[header.indexOf("duration_s")]);
            String id = "call-" + calls.size();
            calls.add(new Call(
                    start,
                    start + 1000 * duration,
                    new CallEvent(EventKind.STARTED, id, caller, callee, trunk.isEmpty() ? null : trunk, start, 0),
                    new CallEvent(
                            EventKind.ENDED,
                            id,
                            caller,
                            callee,
                            trunk.isEmpty() ? null : trunk,
                            start + 1000 * duration,
                            duration)));
        }
        return calls;
    }

    private static Map<Integer, JsonNode> expected(Path sample) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<Integer, JsonNode> expected = new HashMap<>();
        for (String line : Files.readAllLines(sample.resolve("features.jsonl"))) {
            JsonNode row = json.readTree(line);
            expected.put(row.get("call").asInt(), row.get("features"));
        }
        return expected;
    }
}
