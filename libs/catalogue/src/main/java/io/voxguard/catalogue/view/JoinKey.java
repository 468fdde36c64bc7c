package io.voxguard.catalogue.view;

import io.voxguard.catalogue.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * One of the names by which a view's entities are looked up.
 *
 * @param party whom of a call it names when the call is scored; null where it is none of them
 */
public record JoinKey(String name, ValueType type, @Nullable EntityKind party) {
    /** One that names the party of a call whose name it has, with {@code _id} behind it or without; or none. */
    public static JoinKey named(String name, ValueType type) {
        for (EntityKind kind : EntityKind.values()) {
            if (name.equals(kind.label()) || name.equals(kind.label() + "_id")) {
                return new JoinKey(name, type, kind);
            }
        }
        return new JoinKey(name, type, null);
    }
}
