package io.voxguard.demo.events;

import java.nio.file.Path;

/** Outcome of the preparation of a consumer's program. */
sealed interface Prepared {
    /** @param executable that runs it */
    record Ready(Path executable) implements Prepared {}

    /** @param cause why it cannot run here, for people */
    record LeftOut(String cause) implements Prepared {}
}
