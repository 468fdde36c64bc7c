package io.voxguard.process;

import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a failure at the start says to the one who started the process: one line, with what to set. */
final class OneLine {
    private static final Pattern CONVERTED = Pattern.compile(
            "The config property (\\S+) with the config value \"(.*)\" threw an Exception whilst being converted (?:SRCFG\\d+: )?(.*)");
    private static final Pattern CODE = Pattern.compile("(?:[\\w.$]+(?:Exception|Error): )?SRCFG\\d+: ");
    /** The names under which operators know properties. */
    private static final Map<String, String> VARIABLES =
            Map.of("quarkus.http.port", "PORT", "voxguard.store.url", "STORE_URL", "voxguard.models.dir", "MODELS_DIR");

    private static final int MOST_CAUSES = 20;

    private OneLine() {}

    /** What the deepest cause says that says anything. */
    static String of(Throwable failure) {
        String said = failure.getClass().getSimpleName();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank() && !isWrapping(cause)) {
                return joined(message);
            }
            said = cause.getClass().getSimpleName();
            cause = cause.getCause();
        }
        return said;
    }

    /** Whether the server could not listen. */
    static boolean isAboutThePort(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (cause instanceof BindException
                    || String.valueOf(cause.getMessage()).startsWith("bind(")) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Whether a message only repeats that of its cause, or says that something could not be started or created. */
    private static boolean isWrapping(Throwable failure) {
        Throwable cause = failure.getCause();
        String type = failure.getClass().getName();
        return cause != null
                && (failure.getClass() == RuntimeException.class
                        || type.startsWith("jakarta.enterprise.")
                        || type.startsWith("java.lang.reflect.")
                        || type.startsWith("java.util.concurrent.")
                        || type.startsWith("java.lang.ExceptionInInitializer"));
    }

    /** The problems of a configuration, each with its property; several in one line. */
    static String ofConfiguration(String message) {
        List<String> problems = new ArrayList<>();
        for (String line : message.lines()
                .skip(message.startsWith("Configuration validation failed") ? 1 : 0)
                .toList()) {
            if (!line.isBlank()) {
                problems.add(problem(line.strip()));
            }
        }
        return "Configuration: " + String.join("; ", problems);
    }

    private static String problem(String line) {
        Matcher converted = CONVERTED.matcher(line);
        if (converted.find()) {
            String property = converted.group(1);
            return VARIABLES.getOrDefault(property, property) + "=" + converted.group(2) + ": " + converted.group(3);
        }
        return CODE.matcher(line).replaceFirst("");
    }

    private static String joined(String message) {
        return String.join(
                " ",
                message.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList());
    }
}
