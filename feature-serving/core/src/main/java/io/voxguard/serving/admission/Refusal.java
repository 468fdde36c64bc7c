package io.voxguard.serving.admission;

import java.time.Duration;

/** Why a request is not let in. */
public sealed interface Refusal {
    /**
     * Too many wait already.
     *
     * @param waiting how many
     * @param retryAfter when, at the pace of late, half of them will have been served
     */
    record Full(int waiting, Duration retryAfter) implements Refusal {}

    /**
     * The answer would come too late.
     *
     * @param left of the request's time
     * @param lately what such requests take, with those that wait before it
     */
    record TooLate(Duration left, Duration lately) implements Refusal {}
}
