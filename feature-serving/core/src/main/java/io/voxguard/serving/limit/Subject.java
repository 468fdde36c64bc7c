package io.voxguard.serving.limit;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Who or what tokens are asked for; null where a part is not given. */
public record Subject(
        @Nullable String caller,
        @Nullable String callee,
        @Nullable String trunk,
        @Nullable String key) {
    /** A subject of which nothing is given yet. */
    public static final Subject NOBODY = new Subject(null, null, null, null);

    /** Returns a subject with one more part. */
    public Subject with(Part part, String text) {
        return switch (part) {
            case CALLER -> new Subject(text, callee, trunk, key);
            case CALLEE -> new Subject(caller, text, trunk, key);
            case TRUNK -> new Subject(caller, callee, text, key);
            case KEY -> new Subject(caller, callee, trunk, text);
        };
    }

    /** Returns a part; null if it is not given. */
    public @Nullable String part(Part part) {
        return switch (part) {
            case CALLER -> caller;
            case CALLEE -> callee;
            case TRUNK -> trunk;
            case KEY -> key;
        };
    }

    /** Returns whether all parts of a limit are given. */
    public boolean has(RateLimit limit) {
        for (Part part : limit.per().parts()) {
            if (part(part) == null) {
                return false;
            }
        }
        return true;
    }

    /** Returns the key of the bucket that a limit has for this subject, see {@code docs/wire/limits.md}; its parts must be given. */
    byte[] bucket(RateLimit limit) {
        StringBuilder name = new StringBuilder("limit:{");
        String between = "";
        for (Part part : limit.per().parts()) {
            name.append(between).append(part(part));
            between = "|";
        }
        return name.append("}:").append(limit.name()).toString().getBytes(StandardCharsets.UTF_8);
    }
}
