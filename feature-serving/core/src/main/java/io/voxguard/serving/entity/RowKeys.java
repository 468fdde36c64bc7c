package io.voxguard.serving.entity;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.store.FeatureKeys;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys of packed rows. Several join keys are written one behind the other, separated by {@code |}, with a backslash before a bar or backslash of their own:
 * {@code docs/wire/rows.md}.
 */
final class RowKeys implements StoreKeys {
    private final FeatureKeys keys;
    private final int parts;

    RowKeys(FeatureView view) {
        this.keys = new FeatureKeys(view.name());
        this.parts = view.joinKeys().size();
    }

    @Override
    public byte @Nullable [] of(List<EntityColumn> columns, int row) {
        if (parts == 1) {
            Object value = columns.get(0).value(row);
            return value == null ? null : keys.of(text(value));
        }
        StringBuilder entity = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            Object value = columns.get(i).value(row);
            if (value == null) {
                return null;
            }
            entity.append(i == 0 ? "" : "|")
                    .append(text(value).replace("\\", "\\\\").replace("|", "\\|"));
        }
        return keys.of(entity.toString());
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value.toString();
    }
}
