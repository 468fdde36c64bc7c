package io.voxguard.benchmarks.features;

import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.EventKind;
import java.util.List;
import java.util.SplittableRandom;

/** Calls of random callers to random numbers. For one thread. */
final class SampleCalls {
    static final long START_MS = 1_796_025_600_000L;

    private static final int TRUNKS = Integer.getInteger("trunks", 100);
    private static final int LONGEST_CALL_S = 240;

    private final SplittableRandom random = new SplittableRandom(1);
    private long calls;

    /** Adds the start and the end of a call. @param callees numbers of which one is called */
    void add(List<CallEvent> batch, String caller, long time, int callees) {
        String id = "c-" + calls++;
        String callee = "+4479" + padded(random.nextInt(callees));
        String trunk = "trunk-" + random.nextInt(TRUNKS);
        int duration = random.nextInt(LONGEST_CALL_S);
        batch.add(new CallEvent(EventKind.STARTED, id, caller, callee, trunk, time, 0));
        batch.add(new CallEvent(EventKind.ENDED, id, caller, callee, trunk, time + duration, duration));
    }

    /** Returns the number of one of some callers. */
    String number(int callers) {
        return numberOf(random.nextInt(callers));
    }

    long nextLong(long bound) {
        return random.nextLong(bound);
    }

    /** Returns eight digits; {@code String.format} would take as long as the updater. */
    private static String padded(int number) {
        return Integer.toString(100_000_000 + number).substring(1);
    }

    static String numberOf(int caller) {
        return "+141" + padded(50_000_000 + caller);
    }
}
