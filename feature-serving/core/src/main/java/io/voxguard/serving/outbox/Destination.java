package io.voxguard.serving.outbox;

import java.util.List;

/** Destination of items. Used by one thread, but for {@link #close}. */
public interface Destination<T> extends AutoCloseable {
    /**
     * Delivers a batch; bounded in time. After an exception the same batch may come again.
     *
     * @return those of the batch that this destination will never take
     * @throws Exception when some of the others may not have been delivered
     */
    List<T> deliver(List<T> batch) throws Exception;

    @Override
    void close();
}
