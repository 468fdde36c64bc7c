package io.voxguard.score;

import io.voxguard.api.callevents.CallEventDelivery;
import jakarta.inject.Singleton;

/** Where answers go that cannot go back to the sender. */
@Singleton
public final class AnswerDestination {
    private final CallEventDelivery delivery;

    AnswerDestination(CallEventDelivery delivery) {
        this.delivery = delivery;
    }

    /**
     * Checks that answers have a destination.
     *
     * @param transport that events come from, and that has no replies
     * @throws IllegalArgumentException if they have none: each would be lost
     */
    public void require(String transport) {
        if (!delivery.hasDestination()) {
            throw new IllegalArgumentException("voxguard.events.to: expected stream or kafka, since events come from "
                    + transport + ", which takes no replies; got off");
        }
    }
}
