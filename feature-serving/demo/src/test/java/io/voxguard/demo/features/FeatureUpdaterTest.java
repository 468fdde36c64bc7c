package io.voxguard.demo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.demo.records.CallRecord;
import io.voxguard.demo.records.CallRecords;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.RowWrite;
import io.voxguard.store.row.RowView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Training and serving compute the same features: every row that Python says a call sees, this updater has written. */
class FeatureUpdaterTest {
    private static final Path MODELS = Path.of(System.getProperty("voxguard.root"), "models");

    private final FeatureCatalogue catalogue = FeatureCatalogue.read(MODELS.resolve("feature-views"));
    private final List<FeatureView> views = catalogue.views().values().stream()
            .sorted(Comparator.comparingInt(view -> view.packed().id()))
            .toList();
    private final Map<String, byte[]> store = new HashMap<>();

    @Test
    void sampleGivesTheFeaturesThatTrainingComputed() throws IOException {
        FeatureUpdater updater = new FeatureUpdater(catalogue, NumberRanges.read(MODELS.resolve("number-ranges.csv")));
        List<CallRecord> calls = CallRecords.read(MODELS.resolve("training/sample/calls.csv"));
        Map<Integer, JsonNode> expected = expected();
        assertThat(expected).hasSizeGreaterThan(1000);
        int compared = 0;
        for (int from = 0; from < calls.size(); ) {
            int to = from;
            long start = calls.get(from).startedAtMs();
            updater.endUntil(start);
            keep(updater.takeRows());
            for (; to < calls.size() && calls.get(to).startedAtMs() == start; to++) {
                JsonNode features = expected.get(to);
                if (features != null) {
                    compare(calls.get(to), to, features);
                    compared++;
                }
            }
            calls.subList(from, to).forEach(updater::start);
            from = to;
        }
        assertThat(compared).isEqualTo(expected.size());
    }

    private void compare(CallRecord call, int index, JsonNode features) {
        int at = 0;
        for (FeatureView view : views) {
            List<@Nullable Float> row = seen(view, call);
            for (int f = 0; f < row.size(); f++, at++) {
                String what = "call " + index + " " + view.name() + ":"
                        + view.features().get(f).name();
                Float value = row.get(f);
                if (features.get(at).isNull() || value == null) {
                    assertThat(value)
                            .as(what)
                            .isEqualTo(
                                    features.get(at).isNull()
                                            ? null
                                            : features.get(at).floatValue());
                } else {
                    // both round one double to a float, but may add it up in another order
                    assertThat(value)
                            .as(what)
                            .isCloseTo(features.get(at).floatValue(), within(1e-6f * (1 + Math.abs(value))));
                }
            }
        }
    }

    private List<@Nullable Float> seen(FeatureView view, CallRecord call) {
        String entity =
                switch (view.party().orElseThrow()) {
                    case CALLER -> call.caller();
                    case CALLEE -> call.callee();
                    case TRUNK -> String.valueOf(call.trunk());
                };
        List<@Nullable Float> values = new ArrayList<>();
        byte[] bytes = store.get(new String(new FeatureKeys(view.name()).of(entity), StandardCharsets.UTF_8));
        RowView row = new RowView();
        boolean fresh = bytes != null
                && row.wrap(ByteBuffer.wrap(bytes)) == null
                && row.eventTimeMs() >= call.startedAtMs() - view.ttl().toMillis();
        for (int f = 0; f < view.features().size(); f++) {
            values.add(!fresh || row.isNull(f) ? null : Float.valueOf(row.value(f)));
        }
        return values;
    }

    private void keep(List<RowWrite> rows) {
        rows.forEach(row -> store.put(new String(row.key(), StandardCharsets.UTF_8), row.row()));
    }

    private static Map<Integer, JsonNode> expected() throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<Integer, JsonNode> expected = new HashMap<>();
        for (String line : Files.readAllLines(MODELS.resolve("training/sample/features.jsonl"))) {
            JsonNode row = json.readTree(line);
            expected.put(row.get("call").asInt(), row.get("features"));
        }
        return expected;
    }
}
