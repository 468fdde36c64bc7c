package io.voxguard.fanout.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Arguments of a command.
 *
 * @param words in their order
 */
record Options(Map<String, String> values, Set<String> flags, Deque<String> words) {
    private static final String DEFAULT_URL = "http://127.0.0.1:8080";

    /**
     * Options that a command has.
     *
     * @param withValue as {@code --name value}
     */
    record Known(Set<String> withValue, Set<String> flags) {}

    static Options parse(Known known, Deque<String> arguments) throws CommandFailure {
        Options options = new Options(new HashMap<>(), new HashSet<>(), new ArrayDeque<>());
        while (!arguments.isEmpty()) {
            String argument = arguments.removeFirst();
            if (!argument.startsWith("--")) {
                options.words.add(argument);
            } else if (known.flags().contains(argument)) {
                options.flags.add(argument);
            } else if (!known.withValue().contains(argument)) {
                throw CommandFailure.usage("options: expected "
                        + String.join(", ", known.withValue().stream().sorted().toList()) + ", "
                        + String.join(", ", known.flags().stream().sorted().toList()) + ", got " + argument);
            } else if (arguments.isEmpty()) {
                throw CommandFailure.usage(argument + ": expected a value, got nothing");
            } else if (options.values.put(argument, arguments.removeFirst()) != null) {
                throw CommandFailure.usage(argument + ": duplicate option");
            }
        }
        return options;
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String required(String name, String expected) throws CommandFailure {
        String value = values.get(name);
        if (value == null) {
            throw CommandFailure.usage(name + ": expected " + expected + ", got nothing");
        }
        return value;
    }

    /** Returns the client of the destination that the options name. */
    DestinationClient client() throws CommandFailure {
        return new DestinationClient(
                value("--url").orElse(DEFAULT_URL), required("--destination", "the name of a destination"));
    }
}
