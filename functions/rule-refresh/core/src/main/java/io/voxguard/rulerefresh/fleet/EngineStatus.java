package io.voxguard.rulerefresh.fleet;

import io.voxguard.store.SnapshotStore.Acknowledgement;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules that an engine runs, by its own acknowledgement.
 *
 * @param revision the one that it applied or refused last; 0 if not known
 * @param running the one that it evaluates; 0 if there is none, or not known
 * @param sinceMs time at which it applied or refused it; 0 if not known
 * @param reason for refusing it; empty if it did not
 * @param seenMs time of the acknowledgement
 */
public record EngineStatus(
        String engine, Kind kind, long revision, long running, long sinceMs, String reason, long seenMs) {
    private static final Pattern VALUE = Pattern.compile(
            "(applied|refused)\\|(0|[1-9]\\d{0,15})\\|(0|[1-9]\\d{0,15})\\|(\\d{1,16})\\|([^|]{0,300})");

    /** State of an engine. */
    public enum Kind {
        APPLIED,
        REFUSED,
        /** Its acknowledgement has expired. */
        SILENT,
        /** Its acknowledgement cannot be parsed. */
        UNREADABLE;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** Returns the name in replies. */
        public String label() {
            return label;
        }
    }

    static EngineStatus of(Acknowledgement acknowledgement) {
        if (acknowledgement.value().isEmpty()) {
            return new EngineStatus(acknowledgement.follower(), Kind.SILENT, 0, 0, 0, "", acknowledgement.atMs());
        }
        Matcher fields = VALUE.matcher(acknowledgement.value().get());
        if (!fields.matches()) {
            return new EngineStatus(acknowledgement.follower(), Kind.UNREADABLE, 0, 0, 0, "", acknowledgement.atMs());
        }
        return new EngineStatus(
                acknowledgement.follower(),
                fields.group(1).equals("applied") ? Kind.APPLIED : Kind.REFUSED,
                Long.parseLong(fields.group(2)),
                Long.parseLong(fields.group(3)),
                Long.parseLong(fields.group(4)),
                fields.group(5),
                acknowledgement.atMs());
    }
}
