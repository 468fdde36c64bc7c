package io.voxguard.function.stream;

import io.voxguard.store.EventGroup.Entry;
import io.voxguard.store.StoreUnavailable;
import java.util.List;

/** Takes a stream's entries for this replica. For one thread. */
interface Intake extends AutoCloseable {
    /** Returns the entries to be handled next; empty after a while if there is nothing for this replica. */
    List<Entry> next() throws StoreUnavailable, InterruptedException;

    /** Records that entries need no more work. */
    void done(List<Entry> entries) throws StoreUnavailable;

    /** Says that entries could not be handled, and are to be handled again. */
    void leftBehind();

    @Override
    void close();
}
