package io.voxguard.rulerefresh.fleet;

/** Agreement of store and database. */
public enum SyncState {
    /** Seen to have the same rules within the last two reconcile intervals. */
    READY,
    /** Not seen for longer, or the database's rules are refused and the store has earlier ones. */
    STALE,
    /** Stale for longer than {@code voxguard.rules.bearable}, or the store has no rules. */
    ERROR
}
