package io.voxguard.fanout.destination;

import java.util.Locale;

/** Form in which a destination gets events. */
public enum Format {
    /** One event, all of it in JSON. */
    STRUCTURED,
    /** One event: the attributes as headers, the data as body. */
    BINARY,
    /** An array of events in JSON. */
    BATCHED;

    /** Returns the word that the document has for it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
