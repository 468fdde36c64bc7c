package io.voxguard.serving.entity;

import io.voxguard.catalogue.feast.FeastKey;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys of Feast's hashes, from the columns of a request. */
final class FeastKeys implements StoreKeys {
    private final FeastKey key;
    private final int joinKeys;

    FeastKeys(List<JoinKey> joinKeys, Layout.FeastHash layout) {
        this.key = new FeastKey(joinKeys, layout);
        this.joinKeys = joinKeys.size();
    }

    @Override
    public byte @Nullable [] of(List<EntityColumn> columns, int row) {
        Object[] values = new Object[joinKeys];
        for (int i = 0; i < values.length; i++) {
            Object value = columns.get(i).value(row);
            if (value == null) {
                return null;
            }
            values[i] = value;
        }
        return key.of(values);
    }
}
