package io.voxguard.serving.entity;

import org.jspecify.annotations.Nullable;

/**
 * The values of one join key for the entities of a request.
 *
 * @param values String, Long or byte[] by the key's type; null where an entity has none
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one stage to the next, compared by nobody
public record EntityColumn(@Nullable Object[] values) {
    @Nullable
    Object value(int row) {
        return values[row];
    }
}
