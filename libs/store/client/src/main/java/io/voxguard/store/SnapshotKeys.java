package io.voxguard.store;

/**
 * The keys of one set of snapshots: {@code {<kind>:<set>}:…}. The braces make all of them share a slot. {@code docs/wire/rules.md} has them for rules.
 *
 * @param kind of what, as in {@code rules}
 */
public record SnapshotKeys(String kind, String set) {
    private String tag() {
        return "{" + kind + ":" + set + "}";
    }

    /** The pointer's. */
    public String current() {
        return tag() + ":cur";
    }

    public String blob(long revision) {
        return tag() + ":v:" + revision;
    }

    public String acknowledgement(String follower) {
        return tag() + ":ack:" + follower;
    }

    /** The followers, by the time of their last acknowledgement. */
    public String followers() {
        return tag() + ":engines";
    }

    /** The channel on which a change is told. */
    public String hints() {
        return kind + ":" + set;
    }
}
