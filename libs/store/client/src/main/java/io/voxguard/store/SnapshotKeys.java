package io.voxguard.store;

/**
 * Keys of one set of snapshots: {@code {<kind>:<set>}:…}. The braces make all of them share a slot. {@code docs/wire/rules.md} has them for rules.
 *
 * @param kind of the snapshots, as in {@code rules}
 */
public record SnapshotKeys(String kind, String set) {
    private String tag() {
        return "{" + kind + ":" + set + "}";
    }

    /** Returns the key of the pointer to the current revision. */
    public String current() {
        return tag() + ":cur";
    }

    public String blob(long revision) {
        return tag() + ":v:" + revision;
    }

    public String acknowledgement(String follower) {
        return tag() + ":ack:" + follower;
    }

    /** Returns the key of the followers, sorted by the time of their last acknowledgement. */
    public String followers() {
        return tag() + ":engines";
    }

    /** Returns the channel on which changes are announced. */
    public String hints() {
        return kind + ":" + set;
    }
}
