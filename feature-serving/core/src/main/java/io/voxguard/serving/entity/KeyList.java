package io.voxguard.serving.entity;

import java.util.List;

/**
 * Keys to be read together.
 *
 * @param keys as they go to the store
 * @param cells what each key stands for: {@code call * views + view}; valid up to the number of keys
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one stage to the next, compared by nobody
public record KeyList(List<byte[]> keys, int[] cells) {}
