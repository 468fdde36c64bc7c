package io.voxguard.serving.feature;

import io.voxguard.serving.call.Call;
import io.voxguard.serving.entity.KeyList;
import io.voxguard.serving.view.FeatureView;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads the stored features of a list of views. Made once per model; thread-safe. */
public final class OnlineFeatures {
    private final OnlineStore store;
    private final List<FeatureView> views;
    private final int[] columns;
    private final int stride;

    public OnlineFeatures(OnlineStore store, List<FeatureView> views) {
        this.store = store;
        this.views = List.copyOf(views);
        this.columns = columns(views);
        this.stride = views.stream().mapToInt(view -> view.features().size()).sum();
    }

    /** For each view, the column of its first feature in {@link FeatureRows}. */
    public static int[] columns(List<FeatureView> views) {
        int[] columns = new int[views.size()];
        for (int v = 1; v < columns.length; v++) {
            columns[v] = columns[v - 1] + views.get(v - 1).features().size();
        }
        return columns;
    }

    /** One round trip for all keys. Never fails: what the store did not deliver is the outcome of every cell that was asked for. */
    public CompletionStage<FeatureRows> read(List<Call> calls, KeyList keys, Duration limit) {
        FeatureRows rows = FeatureRows.awaiting(calls.size(), views.size(), stride);
        RowReader reader = new RowReader(views, columns, calls, keys, rows);
        // where the store did not deliver, late rows may still come in: they go where nobody looks
        return store.read(keys.keys(), reader, limit)
                .thenApply(outcome -> outcome == StoreOutcome.DONE
                        ? rows
                        : FeatureRows.undelivered(calls.size(), views.size(), keys, ViewOutcome.undelivered(outcome)));
    }
}
