package io.voxguard.store.messaging.metrics;

import java.util.Locale;

/** Events in the life of a channel's messages. */
public enum ChannelEvent {
    /** Handed to the application. */
    DELIVERED,
    /** Handed to the application again. */
    REDELIVERED,
    /** Acknowledged in the store. */
    ACKNOWLEDGED,
    /** Refused by the application. */
    FAILED,
    /** Refused, and acknowledged nevertheless: strategy {@code ignore}. */
    IGNORED,
    /** Moved to the stream of dead letters. */
    DEAD_LETTERED,
    /** Claimed from another consumer, or from an earlier life of this one. */
    CLAIMED,
    /** Deleted from the stream before it was acknowledged. */
    DELETED_UNACKNOWLEDGED,
    /** Removed from the stream after all groups had acknowledged it. */
    TRIMMED,
    /** Appended or published. */
    SENT,
    /** Sent again after a failure. */
    RETRIED,
    /** Given up: nacked upstream. */
    NOT_SENT,
    /** Dropped because the application was too slow: pub/sub only. */
    DROPPED,
    /** Connection lost while subscribed, so that messages may be missing: pub/sub only. */
    GAP;

    /** Returns the name as the tag {@code event} shows it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
