package io.voxguard.fanout.destination;

import io.voxguard.problem.Refused;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fields of a mapping in the document; what is wrong with one is refused by its path. Remembers which were read, so that others can be refused. */
final class Fields {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final String DURATION_EXPECTED = "a number with a unit: ms, s, m or h";

    private final String path;
    private final Map<?, ?> values;
    private final Set<String> read = new HashSet<>();

    private Fields(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    /** @param path of the mapping; empty for the document itself */
    static Fields of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Fields(path, map);
        }
        throw Refused.invalid(path.isEmpty() ? "document" : path, "a mapping", shown(value));
    }

    String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private @Nullable Object value(String field) {
        read.add(field);
        return values.get(field);
    }

    Optional<String> text(String field) {
        Object value = value(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank()) {
            return Optional.of(text);
        }
        throw Refused.invalid(path(field), "text", shown(value));
    }

    String text(String field, String expected) {
        return text(field).orElseThrow(() -> Refused.invalid(path(field), expected, "nothing"));
    }

    long number(String field, long least, long most, long otherwise) {
        Object value = value(field);
        if (value == null) {
            return otherwise;
        }
        boolean whole = value instanceof Integer || value instanceof Long;
        if (whole && ((Number) value).longValue() >= least && ((Number) value).longValue() <= most) {
            return ((Number) value).longValue();
        }
        throw Refused.invalid(path(field), "a whole number from " + least + " to " + most, shown(value));
    }

    boolean flag(String field) {
        Object value = value(field);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw Refused.invalid(path(field), "true or false", shown(value));
    }

    /** Reads one of several words. */
    String word(String field, List<String> words, String otherwise) {
        String word = text(field).orElse(otherwise);
        if (!words.contains(word)) {
            throw Refused.invalid(path(field), String.join(" or ", words), word.isEmpty() ? "nothing" : word);
        }
        return word;
    }

    Duration duration(String field, Duration least, Duration most, Duration otherwise) {
        Optional<String> text = text(field);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(text.get());
        if (!matcher.matches()) {
            throw Refused.invalid(path(field), DURATION_EXPECTED, text.get());
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                };
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw Refused.invalid(path(field), least + " to " + most, text.get());
        }
        return duration;
    }

    List<?> list(String field) {
        Object value = value(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw Refused.invalid(path(field), "a list", shown(value));
    }

    /** Refuses fields that have not been read. */
    void refuseOthers() {
        for (Object name : values.keySet()) {
            if (!(name instanceof String text) || !read.contains(text)) {
                throw Refused.invalid(
                        path(String.valueOf(name)),
                        "one of " + read.stream().sorted().toList(),
                        "another field");
            }
        }
    }

    static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case Map<?, ?> map -> "a mapping";
            case List<?> list -> "a list";
            default -> value.toString();
        };
    }
}
