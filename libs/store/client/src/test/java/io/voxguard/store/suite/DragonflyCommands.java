package io.voxguard.store.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Table of the commands that DragonflyDB supports, {@code docs/store/dragonfly-commands.csv}. Immutable and thread-safe. */
final class DragonflyCommands {
    private static final String HEADER = "command,subcommand,supported,note";
    private static final String BARRED = "not to be used";

    /** Matches comments and strings, so that calls in them are skipped. */
    private static final Pattern LUA = Pattern.compile(
            "--\\[\\[.*?\\]\\]|--[^\\n]*|'(?:\\\\.|[^'\\\\])*'|\"(?:\\\\.|[^\"\\\\])*\""
                    + "|(?<call>\\bredis\\s*\\.\\s*p?call\\b)"
                    + "(?:\\s*\\(\\s*['\"](?<name>[\\w.]+)['\"](?:\\s*,\\s*['\"](?<sub>[\\w-]+)['\"])?)?",
            Pattern.DOTALL);

    private final Set<String> allowed;

    private DragonflyCommands(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /** @throws IllegalStateException if a row of the table is malformed or duplicate */
    static DragonflyCommands load() throws IOException {
        Path table = Path.of(System.getProperty("voxguard.root"), "docs/store/dragonfly-commands.csv");
        List<String> rows = Files.readAllLines(table).stream()
                .filter(line -> !line.startsWith("#") && !line.equals(HEADER))
                .toList();
        Set<String> listed = new HashSet<>();
        Set<String> allowed = new HashSet<>();
        for (String row : rows) {
            String[] cells = row.split(",", -1);
            if (cells.length != 4 || !Set.of("yes", "partly", "no").contains(cells[2])) {
                throw new IllegalStateException("expected " + HEADER + ", got " + row);
            }
            String command = (cells[0] + " " + cells[1]).strip();
            if (!listed.add(command)) {
                throw new IllegalStateException(command + " is listed twice");
            }
            if (!cells[2].equals("no") && !cells[3].startsWith(BARRED)) {
                allowed.add(command);
            }
        }
        return new DragonflyCommands(allowed);
    }

    /** Returns whether Dragonfly supports a command, as {@link RecordingProxy#commands} names it. Commands that are not listed are not allowed. */
    boolean allows(String command) {
        return allowed.contains(command);
    }

    /**
     * Returns the commands that a script calls by {@code redis.call} and {@code redis.pcall}, in upper case and with their subcommands.
     *
     * @throws IllegalArgumentException when one is not called by a literal name, so that nobody can tell what it calls
     */
    static Set<String> commandsIn(String lua) {
        Set<String> commands = new TreeSet<>();
        for (Matcher part = LUA.matcher(lua); part.find(); ) {
            if (part.group("call") == null) {
                continue;
            }
            if (part.group("name") == null) {
                throw new IllegalArgumentException("no literal command at " + lua.substring(part.start()));
            }
            String name = part.group("name").toUpperCase(Locale.ROOT);
            boolean whole = part.group("sub") == null || !RequestNames.hasSubcommands(name);
            commands.add(whole ? name : name + " " + part.group("sub").toUpperCase(Locale.ROOT));
        }
        return commands;
    }
}
