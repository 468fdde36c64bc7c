package io.voxguard.serving.ingest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they were sent, column by column.
 *
 * @param columns by name, plain values (text, Long, Double, Boolean, List, Map, null), all of the same length
 */
public record DataFrame(Map<String, List<@Nullable Object>> columns, int rows) {}
