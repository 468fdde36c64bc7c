package io.voxguard.store.messaging.streams;

import java.util.concurrent.CompletionStage;

/** Treatment of an entry that the application has refused. */
@FunctionalInterface
interface FailureHandler {
    /** Takes a refused entry; completes when it is safe: acknowledged, moved or kept for another delivery. */
    CompletionStage<Void> handle(Delivery delivery, Throwable reason);
}
