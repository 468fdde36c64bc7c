package io.voxguard.rulerefresh.fleet;

/** Whether the store holds what the database says. */
public enum State {
    /** Seen to be so within the last two reconcile intervals. */
    READY,
    /** Not seen for longer, or the database's rules are refused: the store holds earlier ones. */
    STALE,
    /** So for longer than is bearable, or the store holds none. */
    ERROR
}
