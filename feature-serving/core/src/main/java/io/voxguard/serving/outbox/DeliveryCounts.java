package io.voxguard.serving.outbox;

/** Counts of what became of items. Called on any thread: must be quick and must not block. */
public interface DeliveryCounts<T> {
    void delivered(T item);

    void dropped(T item, DropCause cause);
}
