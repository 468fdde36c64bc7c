package io.voxguard.rulerefresh.function;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the address of the rules database, without repeating a part of it that may be a password. */
public final class DatabaseUrl {
    private static final String EXPECTED = "expected jdbc:postgresql://host:port/database";
    private static final String HOST = "(?:\\[[0-9A-Fa-f:.]+]|[^/?\\s:,\\[]+)(?::[0-9]{1,5})?";
    private static final Pattern VALID =
            Pattern.compile("jdbc:postgresql:(?://" + HOST + "(?:," + HOST + ")*(?:[/?]\\S*)?|[^/\\s]\\S*)");
    private static final Pattern SERVER =
            Pattern.compile("(jdbc:[a-z]{1,20}://[A-Za-z0-9._-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9_-]*)?)(?:\\?.*)?");

    private DatabaseUrl() {}

    /** Returns in one line what is wrong with an address; empty if it is right. */
    public static Optional<String> problem(Optional<String> url) {
        String given = url.orElse("").strip();
        if (given.isEmpty()) {
            return Optional.of("RULES_DB_URL is not set: " + EXPECTED);
        }
        if (VALID.matcher(given).matches()) {
            return Optional.empty();
        }
        Matcher server = SERVER.matcher(given);
        return Optional.of(
                "RULES_DB_URL: " + EXPECTED + ", got " + (server.matches() ? server.group(1) : "something else"));
    }
}
