package io.voxguard.fanout.send;

import io.voxguard.fanout.destination.Destination;

/** Makes the sender of a destination. */
@FunctionalInterface
public interface SenderFactory {
    /** Returns a sender; does not wait for the destination. */
    Sender open(Destination destination);
}
