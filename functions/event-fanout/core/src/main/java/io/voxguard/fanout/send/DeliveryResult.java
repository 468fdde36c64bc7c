package io.voxguard.fanout.send;

import io.voxguard.function.event.SingleLine;
import java.time.Duration;

/** Result of one attempt to deliver events. */
public sealed interface DeliveryResult {
    /** The destination has them. */
    record Delivered() implements DeliveryResult {}

    /**
     * The destination may take them later.
     *
     * @param after earliest next attempt that the destination asks for; zero: it does not say
     */
    record Retry(Duration after, String cause) implements DeliveryResult {
        public Retry {
            cause = SingleLine.of(cause, MAX_CAUSE);
        }
    }

    /** The destination will not take them, however often they are sent. */
    record Rejected(String cause) implements DeliveryResult {
        public Rejected {
            cause = SingleLine.of(cause, MAX_CAUSE);
        }
    }

    /** Most characters of a cause. */
    int MAX_CAUSE = 400;

    static DeliveryResult delivered() {
        return new Delivered();
    }

    static DeliveryResult retry(String cause) {
        return new Retry(Duration.ZERO, cause);
    }

    static DeliveryResult rejected(String cause) {
        return new Rejected(cause);
    }
}
