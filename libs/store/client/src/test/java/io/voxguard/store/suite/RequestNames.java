package io.voxguard.store.suite;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reader of the names of commands in a stream of requests, which may be fragmented: {@code GET}, {@code CLIENT TRACKING}.
 * A request is an array of bulk strings or an inline line. For one connection; not thread-safe.
 */
final class RequestNames {
    private static final Set<String> WITH_SUBCOMMAND = Set.of(
            "ACL",
            "CLIENT",
            "CLUSTER",
            "COMMAND",
            "CONFIG",
            "DEBUG",
            "FUNCTION",
            "LATENCY",
            "MEMORY",
            "MODULE",
            "OBJECT",
            "PUBSUB",
            "SCRIPT",
            "SLOWLOG",
            "XGROUP",
            "XINFO");

    private final Consumer<String> names;
    private final StringBuilder text = new StringBuilder();
    private String command = "";
    private int argument;
    private int arguments;
    private long bulkLeft;

    RequestNames(Consumer<String> names) {
        this.names = names;
    }

    static boolean hasSubcommands(String command) {
        return WITH_SUBCOMMAND.contains(command);
    }

    /** @throws IllegalStateException if the bytes are not requests */
    void read(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bulkLeft > 0) {
                bulk(bytes[i]);
            } else if (bytes[i] == '\n') {
                line(taken());
            } else {
                text.append((char) (bytes[i] & 0xff));
            }
        }
    }

    private void bulk(byte next) {
        bulkLeft--;
        if (argument == 0 || (argument == 1 && hasSubcommands(command))) {
            text.append((char) (next & 0xff));
        }
        if (bulkLeft == 0) {
            argument(taken());
        }
    }

    private void line(String line) {
        if (arguments > 0) {
            bulkLeft = number(line, '$') + "\r\n".length();
        } else if (line.startsWith("*")) {
            arguments = Math.toIntExact(number(line, '*'));
            argument = 0;
        } else if (!line.isBlank()) {
            String[] words = line.strip().split("\\s+", 3);
            String first = upper(words[0]);
            names.accept(words.length > 1 && hasSubcommands(first) ? first + " " + upper(words[1]) : first);
        }
    }

    private void argument(String value) {
        if (argument == 0) {
            command = upper(value);
        }
        if (argument == 0 && (arguments == 1 || !hasSubcommands(command))) {
            names.accept(command);
        } else if (argument == 1 && hasSubcommands(command)) {
            names.accept(command + " " + upper(value));
        }
        argument++;
        arguments = argument == arguments ? 0 : arguments;
    }

    private String taken() {
        String taken = text.toString().stripTrailing();
        text.setLength(0);
        return taken;
    }

    private static long number(String line, char kind) {
        if (line.isEmpty() || line.charAt(0) != kind) {
            throw new IllegalStateException("expected " + kind + " and a number, got " + line);
        }
        return Long.parseLong(line, 1, line.length(), 10);
    }

    private static String upper(String name) {
        return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
    }
}
