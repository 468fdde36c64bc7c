package io.voxguard.store.redis.connection;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Server software at the other end of a connection, as it names itself. What the client does differently for it is in {@link Quirk}. Immutable.
 *
 * @param version as the software counts its own versions, not the version of Redis that it is compatible with; empty if unknown
 */
public record Engine(Kind kind, String version) {
    /** Engine of a server that has not been asked yet, or does not name itself. */
    public static final Engine UNKNOWN = new Engine(Kind.UNKNOWN, "");

    /** Software that speaks the Redis protocol. */
    public enum Kind {
        DRAGONFLY,
        KEYDB,
        REDIS,
        VALKEY,
        UNKNOWN;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** Returns the name in lower case, as health data and metrics show it. */
        public String label() {
            return label;
        }
    }

    /** Returns the engine that a reply to {@code INFO server} names; {@link #UNKNOWN} if it names none. */
    static Engine ofInfo(String info) {
        Map<String, String> fields = info.lines()
                .filter(line -> line.indexOf(':') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, second) -> first));
        Engine engine = named(fields::get);
        return engine.kind == Kind.REDIS && isKeyDb(fields) ? new Engine(Kind.KEYDB, engine.version) : engine;
    }

    /** Returns the engine that the fields of a reply to {@code HELLO} name; KeyDB calls itself Redis there. */
    static Engine ofHello(Map<String, String> fields) {
        Engine engine = named(fields::get);
        if (engine.kind != Kind.UNKNOWN) {
            return engine;
        }
        String server = fields.getOrDefault("server", "");
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.UNKNOWN && kind.label.equals(server))
                .findFirst()
                .map(kind -> new Engine(kind, number(fields.getOrDefault("version", ""))))
                .orElse(UNKNOWN);
    }

    /** Most engines name a version of Redis beside their own: theirs counts. */
    private static Engine named(Function<String, @Nullable String> fields) {
        for (Kind kind : new Kind[] {Kind.DRAGONFLY, Kind.VALKEY, Kind.REDIS}) {
            String version = fields.apply(kind.label + "_version");
            if (version != null) {
                return new Engine(kind, number(version));
            }
        }
        return UNKNOWN;
    }

    /** KeyDB has no version field of its own: its executable, and a feature that is announced by it alone, give it away. */
    private static boolean isKeyDb(Map<String, String> fields) {
        String executable = fields.getOrDefault("executable", "");
        return executable.substring(executable.lastIndexOf('/') + 1).startsWith("keydb")
                || fields.getOrDefault("features", "").contains("cluster_mget");
    }

    /** Drops what stands before the number: DragonflyDB writes {@code df-v1.40.1}. */
    private static String number(String version) {
        return version.replaceFirst("^[^0-9]*", "");
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    /** Returns whether this is that software in a version before the given one; false if its version cannot be read. */
    boolean isBefore(Kind wanted, int major, int minor) {
        if (kind != wanted || !version.matches("[0-9]{1,9}\\.[0-9]{1,9}.*")) {
            return false;
        }
        String[] parts = version.split("[^0-9]", 3);
        int ownMajor = Integer.parseInt(parts[0]);
        return ownMajor < major || (ownMajor == major && Integer.parseInt(parts[1]) < minor);
    }

    public boolean has(Quirk quirk) {
        return quirk.isOf(this);
    }

    /** Returns the quirks that the client knows of this engine. */
    Set<Quirk> quirks() {
        Set<Quirk> quirks = EnumSet.allOf(Quirk.class);
        quirks.removeIf(quirk -> !has(quirk));
        return quirks;
    }

    /** Returns the name and the version. */
    @Override
    public String toString() {
        return version.isEmpty() ? kind.label : kind.label + " " + version;
    }
}
