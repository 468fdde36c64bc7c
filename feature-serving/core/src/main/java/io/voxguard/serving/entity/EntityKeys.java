package io.voxguard.serving.entity;

import io.voxguard.serving.call.Call;
import io.voxguard.serving.view.EntityKind;
import io.voxguard.serving.view.FeatureView;
import io.voxguard.store.FeatureKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which rows of the store a call needs, for a fixed list of views. Made once per model; immutable and thread-safe. */
public final class EntityKeys {
    private final List<FeatureView> views;
    private final FeatureKeys[] keys;

    public EntityKeys(List<FeatureView> views) {
        this.views = List.copyOf(views);
        this.keys = views.stream().map(view -> new FeatureKeys(view.name())).toArray(FeatureKeys[]::new);
    }

    /** The keys of all views of all calls, call by call, in the order of the views. A call without a trunk has none for it. */
    public KeyList of(List<Call> calls) {
        int all = calls.size() * keys.length;
        List<byte[]> list = new ArrayList<>(all);
        int[] cells = new int[all];
        for (int c = 0; c < calls.size(); c++) {
            Call call = calls.get(c);
            for (int v = 0; v < keys.length; v++) {
                String entity = entity(call, views.get(v).entity());
                if (entity != null) {
                    cells[list.size()] = c * keys.length + v;
                    list.add(keys[v].of(entity));
                }
            }
        }
        return new KeyList(list, cells);
    }

    public List<FeatureView> views() {
        return views;
    }

    private static @Nullable String entity(Call call, EntityKind kind) {
        return switch (kind) {
            case CALLER -> call.caller();
            case CALLEE -> call.callee();
            case TRUNK -> call.trunk();
        };
    }
}
