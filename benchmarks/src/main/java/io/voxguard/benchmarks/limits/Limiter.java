package io.voxguard.benchmarks.limits;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A client of rate limits under measurement. */
interface Limiter extends AutoCloseable {
    /** Limits as they are declared everywhere: so many tokens a second that nothing is refused but by a hot key. */
    long TOKENS_A_SECOND = 1_000;

    String name();

    /** Returns the number of threads or loops that requests are sent from. */
    int senders();

    /** Returns where the requests of a sender are sent from first. */
    Executor sender(int index);

    /** Asks for a token of each key, in as few round trips as the client can. Returns how many were admitted. */
    CompletionStage<Integer> check(String[] keys);

    @Override
    void close();
}
