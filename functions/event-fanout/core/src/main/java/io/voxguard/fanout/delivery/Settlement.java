package io.voxguard.fanout.delivery;

import java.util.Locale;

/** End of an entry for a destination: it needs no more work. */
enum Settlement {
    /** The destination has it. */
    DELIVERED,
    /** It is among the dead letters. */
    DEAD,
    /** A filter does not match it. */
    FILTERED;

    /** Returns the name under which a replay's entries are counted. */
    String countName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
