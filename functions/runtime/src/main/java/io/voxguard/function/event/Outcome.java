package io.voxguard.function.event;

import java.util.Optional;

/** What became of an event. */
public sealed interface Outcome {
    /**
     * Handled; the transport need not deliver it again.
     *
     * @param reply sent back where the transport has replies; elsewhere it goes nowhere
     */
    record Done(Optional<ReplyEvent> reply) implements Outcome {}

    /**
     * Not handled because something that it needs did not answer; the transport is to deliver it again.
     *
     * @param cause one line, for logs and replies
     */
    record Retry(String cause) implements Outcome {}

    /** No delivery can succeed: the event is a dead letter. */
    record Rejected(String field, String expected, String got) implements Outcome {
        public Rejected {
            got = SingleLine.of(got);
        }

        /** Returns the reason in one line. */
        public String cause() {
            return field + ": expected " + expected + ", got " + got;
        }
    }

    static Outcome done() {
        return new Done(Optional.empty());
    }

    static Outcome replied(ReplyEvent reply) {
        return new Done(Optional.of(reply));
    }

    static Outcome retry(String cause) {
        return new Retry(cause);
    }

    static Rejected rejected(String field, String expected, String got) {
        return new Rejected(field, expected, got);
    }
}
