package io.voxguard.serving.rules;

import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What this engine reports of the rules that it was offered: {@code <status>|<revision>|<revision that runs>|<ms>|<reason>} in the store, where it expires unless
 * it is sent again. Used by one thread.
 */
final class Acknowledgements {
    private static final Duration KEPT_FOR = Duration.ofSeconds(30);
    private static final Duration SENT_AGAIN_AFTER = Duration.ofSeconds(10);
    private static final int MAX_REASON_CHARS = 300;
    private static final Pattern UNWANTED = Pattern.compile("[|\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]");

    private final FollowSettings settings;
    private final SnapshotKeys keys;
    private final SnapshotStore store;
    private final Clock clock;
    private final Ticker ticker;

    private @Nullable Refusal refusal;
    private String current = "";
    private String sent = "";
    private long sentNanos;

    private record Refusal(long revision, long runs, String reason) {}

    Acknowledgements(FollowSettings settings, SnapshotKeys keys, SnapshotStore store, Clock clock, Ticker ticker) {
        this.settings = settings;
        this.keys = keys;
        this.store = store;
        this.clock = clock;
        this.ticker = ticker;
    }

    void applied(long revision) {
        refusal = null;
        current = line("applied", revision, revision, "");
    }

    /** Returns whether this is another refusal than the one before: one that goes on is reported once. */
    boolean refused(long revision, long runs, String reason) {
        Refusal now = new Refusal(revision, runs, reason);
        if (now.equals(refusal)) {
            return false;
        }
        refusal = now;
        current = line("refused", revision, runs, reason);
        return true;
    }

    /** Returns whether the last report is a refusal. */
    boolean isRefusing() {
        return refusal != null;
    }

    /** Sends what is new, and what would soon expire. A report that the store does not take is sent at the next call. */
    void send() {
        boolean due = ticker.nanos() - sentNanos > SENT_AGAIN_AFTER.toNanos();
        if (current.isEmpty() || current.equals(sent) && !due) {
            return;
        }
        try {
            store.acknowledge(keys, settings.engine().get(), current, clock.millis(), KEPT_FOR, settings.storeLimit());
            sent = current;
            sentNanos = ticker.nanos();
        } catch (StoreUnavailable e) {
            sent = "";
        }
    }

    private String line(String status, long revision, long runs, String reason) {
        String sentence = UNWANTED.matcher(reason).replaceAll(" ");
        return String.join(
                "|",
                status,
                Long.toString(revision),
                Long.toString(runs),
                Long.toString(clock.millis()),
                sentence.substring(0, Math.min(sentence.length(), MAX_REASON_CHARS)));
    }
}
