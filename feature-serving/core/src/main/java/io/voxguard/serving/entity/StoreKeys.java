package io.voxguard.serving.entity;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the store keys of one view's entities. Immutable and thread-safe. */
public sealed interface StoreKeys permits FeastKeys, RowKeys {

    /**
     * Returns the key of the entity in a row.
     *
     * @param columns one per join key of the view, in its order
     * @return null where a value is null: there is no such entity
     */
    byte @Nullable [] of(List<EntityColumn> columns, int row);

    static StoreKeys of(FeatureView view) {
        return switch (view.layout()) {
            case Layout.Packed packed -> new RowKeys(view);
            case Layout.FeastHash hash -> new FeastKeys(view.joinKeys(), hash);
        };
    }
}
