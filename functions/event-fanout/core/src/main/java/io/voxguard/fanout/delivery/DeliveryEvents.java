package io.voxguard.fanout.delivery;

/** Told of the destinations that are in force, and of their deliveries, for metrics. Thread-safe. */
public interface DeliveryEvents {
    /** Called when a destination is in force: its numbers are to be shown. */
    void added(DestinationState state);

    /** Called when a destination is no longer in force. */
    void removed(String destination);

    /** @param millis since the event was appended to the log */
    void delivered(String destination, long millis);
}
