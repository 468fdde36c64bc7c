package io.voxguard.serving.entity;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.serving.call.Call;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Callers, callees and trunks of calls, as columns of entity values. */
public final class CallParties {
    private CallParties() {}

    /** Returns the names of the columns that a view needs, in the order of its join keys. */
    public static List<String> columns(FeatureView view) {
        return view.joinKeys().stream()
                .map(key -> key.party() + " " + key.type().label())
                .toList();
    }

    /** Returns the column of that join key: null where a call has no such party, or one that is no key of its type. */
    public static EntityColumn of(JoinKey key, List<Call> calls) {
        @Nullable Object[] column = new Object[calls.size()];
        for (int i = 0; i < column.length; i++) {
            String party = key.party() == null ? null : party(calls.get(i), key.party());
            column[i] = party == null ? null : typed(party, key.type());
        }
        return new EntityColumn(column);
    }

    private static @Nullable String party(Call call, EntityKind kind) {
        return switch (kind) {
            case CALLER -> call.caller();
            case CALLEE -> call.callee();
            case TRUNK -> call.trunk();
        };
    }

    private static @Nullable Object typed(String party, ValueType type) {
        try {
            return switch (type) {
                case BYTES -> party.getBytes(StandardCharsets.UTF_8);
                case INT64, UNIX_TIMESTAMP -> Long.valueOf(party);
                case INT32 -> Long.valueOf(Integer.parseInt(party));
                default -> party;
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
