package io.voxguard.serving.ingest;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.problem.Refused;
import io.voxguard.store.EventWrite;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.KeyChanges;
import io.voxguard.store.OnlineStore;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes rows into views, for one state of the catalogue: per entity and view in one step, in the order of their event times. Rows are checked before any of
 * them is written. Thread-safe.
 */
public final class FeatureIngest {
    /** Maximum number of writes in flight for one request. */
    private static final int ROWS_PER_ROUND_TRIP = 256;

    private final FeatureCatalogue catalogue;
    private final OnlineStore store;
    private final KeyChanges changes;
    private final IngestRules rules;
    private final Ticker ticker;

    /** @param changes told of each key that was written, before the writer is */
    public FeatureIngest(
            FeatureCatalogue catalogue, OnlineStore store, KeyChanges changes, IngestRules rules, Ticker ticker) {
        this.catalogue = catalogue;
        this.store = store;
        this.changes = changes;
        this.rules = rules;
        this.ticker = ticker;
    }

    /** Returns the views that a push source feeds. @throws Refused if there are none */
    public List<FeatureView> viewsOf(String pushSource) {
        List<FeatureView> views = catalogue.views().values().stream()
                .filter(view ->
                        view.writing().pushSource().filter(pushSource::equals).isPresent())
                .filter(view -> !view.name().contains("@"))
                .toList();
        if (views.isEmpty()) {
            List<String> known = catalogue.views().values().stream()
                    .flatMap(view -> view.writing().pushSource().stream())
                    .distinct()
                    .sorted()
                    .toList();
            throw Refused.invalid("push_source_name", "one of " + known, '"' + pushSource + '"');
        }
        return views;
    }

    /** Returns the view of that name. @throws Refused if there is none */
    public List<FeatureView> view(String name) {
        FeatureView view = catalogue.views().get(name);
        if (view == null) {
            throw Refused.invalid(
                    "feature_view_name", "one of " + catalogue.views().keySet(), '"' + name + '"');
        }
        return List.of(view);
    }

    /**
     * Writes every row into every view.
     *
     * @return outcomes by row and view; a row that is not settled may be sent again, whatever it was
     * @throws Refused if a row is not sound: nothing has been written then
     */
    public CompletionStage<List<RowResult>> write(
            List<FeatureView> views, DataFrame frame, long nowMs, Duration limit) {
        List<EventWrite> writes = new ArrayList<>(views.size() * frame.rows());
        for (FeatureView view : views) {
            writes.addAll(new ViewRows(view, frame, rules, nowMs).writes());
        }
        long end = ticker.nanos() + limit.toNanos();
        return waves(writes, end).thenApply(outcomes -> results(views, frame.rows(), outcomes));
    }

    private CompletionStage<List<EventWriteOutcome>> waves(List<EventWrite> writes, long end) {
        CompletionStage<List<EventWriteOutcome>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (int from = 0; from < writes.size(); from += ROWS_PER_ROUND_TRIP) {
            List<EventWrite> wave = writes.subList(from, Math.min(from + ROWS_PER_ROUND_TRIP, writes.size()));
            all = all.thenCompose(before -> wave(wave, end).thenApply(now -> {
                before.addAll(now);
                return before;
            }));
        }
        return all;
    }

    private CompletionStage<List<EventWriteOutcome>> wave(List<EventWrite> wave, long end) {
        Duration left = Duration.ofNanos(end - ticker.nanos());
        if (left.isNegative()) {
            return CompletableFuture.completedStage(Collections.nCopies(wave.size(), EventWriteOutcome.TIMED_OUT));
        }
        return store.merge(wave, left).thenApply(outcomes -> {
            wave.forEach(write -> changes.changed(write.key()));
            return outcomes;
        });
    }

    private static List<RowResult> results(List<FeatureView> views, int rows, List<EventWriteOutcome> outcomes) {
        List<RowResult> results = new ArrayList<>(outcomes.size());
        for (int row = 0; row < rows; row++) {
            for (int v = 0; v < views.size(); v++) {
                results.add(new RowResult(row, views.get(v).name(), outcomes.get(v * rows + row)));
            }
        }
        return results;
    }
}
