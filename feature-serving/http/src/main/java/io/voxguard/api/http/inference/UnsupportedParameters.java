package io.voxguard.api.http.inference;

import io.voxguard.problem.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of the inference protocol's extensions that would change an answer and that are not done here: taking them without a word would be answering
 * another request. Values that ask for nothing (0, false, an empty text) are taken, as are parameters that no extension has.
 */
public final class UnsupportedParameters {
    private UnsupportedParameters() {}

    /**
     * Checks a parameter that is not one of those that are done.
     *
     * @param where the parameters as error messages name them
     * @param value a text, Long, Double or Boolean; null for anything else
     */
    public static void check(String where, String name, @Nullable Object value) {
        switch (name) {
            case "sequence_id", "sequence_start", "sequence_end" -> {
                if (!asksForNothing(value)) {
                    throw refused(where, name, value, "no sequences: each request is answered by itself");
                }
            }
            case "classification" -> throw refused(where, name, value, "no classification: outputs come as they are");
            case "shared_memory_region", "shared_memory_byte_size", "shared_memory_offset" ->
                throw refused(where, name, value, "extensions that /v2 lists, which shared memory is not among");
            case "content_type" -> {
                if ("base64".equals(value)) {
                    throw refused(where, name, value, "bytes as they are, or as binary data");
                }
            }
            case "priority" -> {
                if (!(value instanceof Long priority && priority >= 0)) {
                    throw refused(where, name, value, "a whole number, at least 0; it has no effect");
                }
            }
            default -> {
                // the protocol leaves others to each server
            }
        }
    }

    private static boolean asksForNothing(@Nullable Object value) {
        return value instanceof Boolean flag && !flag
                || value instanceof Long number && number == 0
                || value instanceof String text && text.isEmpty();
    }

    private static Refused refused(String where, String name, @Nullable Object value, String expected) {
        String got = value instanceof String text ? '"' + text + '"' : value == null ? "another" : value.toString();
        return Refused.invalid(where + '.' + name, expected, got);
    }
}
