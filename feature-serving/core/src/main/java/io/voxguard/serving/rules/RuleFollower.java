package io.voxguard.serving.rules;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.evaluation.CompiledRules;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows a rule set that the store publishes, as {@code docs/wire/rules.md} says: looks at the pointer, verifies, compiles, keeps on disk, swaps, acknowledges.
 * Whatever fails leaves what runs as it is. Polls by one thread of its own; what is in force is read by any.
 */
public final class RuleFollower implements CurrentRules, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RuleFollower.class.getName());
    private static final Duration ACKNOWLEDGED_FOR = Duration.ofSeconds(30);
    private static final Duration ACKNOWLEDGE_AGAIN = Duration.ofSeconds(10);
    private static final int LONGEST_REASON = 300;
    private static final Pattern ENGINE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Pattern UNWANTED = Pattern.compile("[|\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]");
    private static final Pattern REVISION = Pattern.compile("^([1-9]\\d{0,15})\\|");
    /** A blob outlives its pointer by far: whoever finds it gone again and again has met another fault. */
    private static final int LOOKS = 4;

    private static final int CONNECTING_MS = 20;

    private final FollowSettings settings;
    private final SnapshotKeys keys;
    private final SnapshotStore store;
    private final Supplier<FeatureCatalogue> features;
    private final Clock clock;
    private final RunningRules running;
    private final Thread thread;
    private final CountDownLatch looked = new CountDownLatch(1);

    private @Nullable Refusal refusal;
    private String acknowledgement = "";
    private String acknowledged = "";
    private long acknowledgedNanos;

    private volatile View view;
    private volatile String why = "not looked yet";
    /** When what runs was last seen to be what is published. */
    private volatile long currentNanos = System.nanoTime();

    private record Refusal(long revision, long runs, String reason) {}

    /** What is in force, and the same once nobody has seen for long that it is current. */
    private record View(RulesInForce whole, RulesInForce stale) {
        static View of(String set, @Nullable CompiledRules rules, long revision) {
            String missing = rules == null ? RulesInForce.NOT_LOADED : "";
            RulesInForce whole = new RulesInForce(set, rules, revision, missing);
            return new View(whole, rules == null ? whole : new RulesInForce(set, rules, revision, RulesInForce.STALE));
        }
    }

    /**
     * How a follower stands.
     *
     * @param revision that is evaluated; 0: none
     * @param rules how many there are
     * @param trouble as in {@link RulesInForce}
     * @param why what the last look met with; empty when all is well
     */
    public record Standing(long revision, int rules, String trouble, String why) {}

    /**
     * @param features there are now; another object when they have changed
     * @throws IllegalArgumentException when set or engine are no such names
     */
    public RuleFollower(
            FollowSettings settings, SnapshotStore store, Supplier<FeatureCatalogue> features, Clock clock) {
        if (!RuleSet.isName(settings.set())) {
            throw new IllegalArgumentException(
                    "rule set: expected a-z, then at most 63 of a-z 0-9 - _, got " + settings.set());
        }
        if (!ENGINE.matcher(settings.engine()).matches()) {
            throw new IllegalArgumentException(
                    "engine: expected 1 to 128 of A-Z a-z 0-9 - _ . :, got " + settings.engine());
        }
        this.settings = settings;
        this.keys = new SnapshotKeys("rules", settings.set());
        this.store = store;
        this.features = features;
        this.clock = clock;
        this.running = new RunningRules(settings, store, features.get());
        this.view = View.of(settings.set(), null, 0);
        this.thread = Thread.ofPlatform().name("rules").daemon().unstarted(this::follow);
    }

    /**
     * Begins to follow, and waits for the first look, for as long as one answer of the store may take: a large set compiles for longer, and comes in force
     * then.
     */
    public void start() {
        thread.start();
        try {
            if (!looked.await(settings.storeLimit().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "Rules {0}: {1}", settings.set(), why);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public RulesInForce now() {
        View now = view;
        // asked here, not by the thread that follows: should that be gone, what it left is seen to age
        boolean old = System.nanoTime() - currentNanos > settings.bearable().toNanos();
        return old ? now.stale : now.whole;
    }

    public Standing standing() {
        RulesInForce now = now();
        return new Standing(now.revision(), now.size(), now.trouble(), why);
    }

    private void follow() {
        restore();
        show();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (poll()) {
                    looked.countDown();
                }
                long pause =
                        looked.getCount() > 0 ? CONNECTING_MS : settings.poll().toMillis();
                Thread.sleep(pause - pause / 5 + ThreadLocalRandom.current().nextLong(2 * pause / 5 + 1));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void restore() {
        try {
            running.restore();
            if (running.revision() > 0) {
                applied();
            }
        } catch (IOException | InvalidRules | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "Rules on disk are left aside: {0}", e.toString());
        }
    }

    /** Looks at the store once. Returns whether it answered. */
    boolean poll() {
        boolean answered = true;
        try {
            running.follow(features.get());
            why = look();
        } catch (StoreUnavailable e) {
            why = "the store does not answer: " + e.getMessage();
            answered = false;
        } catch (RuntimeException | Error e) {
            // whatever fails does not end the following: what runs stays, and ages
            LOG.log(System.Logger.Level.ERROR, "A look at the rules failed", e);
            why = e.toString();
        }
        show();
        acknowledge();
        return answered;
    }

    /** Returns why what runs is not what is published; empty when it is. */
    private String look() throws StoreUnavailable {
        String raw = "";
        for (int i = 0; i < LOOKS; i++) {
            raw = store.pointer(keys, settings.storeLimit()).orElse("");
            if (raw.isEmpty()) {
                return "the store has no pointer";
            }
            try {
                long before = running.revision();
                if (running.take(raw)) {
                    currentNanos = System.nanoTime();
                    if (refusal != null || running.revision() != before) {
                        applied();
                    }
                    return "";
                }
            } catch (InvalidRules | IOException e) {
                return refused(raw, String.valueOf(e.getMessage()));
            } catch (RuntimeException | Error e) {
                return refused(raw, e.toString());
            }
        }
        return refused(raw, "blob: expected that of the pointer, got none");
    }

    private void applied() {
        refusal = null;
        acknowledgement = acknowledgement("applied", running.revision(), "");
    }

    /** Said once, and again only when something about it is another. */
    private String refused(String raw, String reason) {
        Matcher digits = REVISION.matcher(raw);
        long revision = digits.find() ? Long.parseLong(digits.group(1)) : 0;
        Refusal now = new Refusal(revision, running.revision(), reason);
        if (!now.equals(refusal)) {
            refusal = now;
            acknowledgement = acknowledgement("refused", revision, reason);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Rules {0}: revision {1} is refused: {2}",
                    settings.set(),
                    Long.toString(revision),
                    reason);
        }
        return "refused: " + reason;
    }

    private String acknowledgement(String status, long revision, String reason) {
        String sentence = UNWANTED.matcher(reason).replaceAll(" ");
        return String.join(
                "|",
                status,
                Long.toString(revision),
                Long.toString(running.revision()),
                Long.toString(clock.millis()),
                sentence.substring(0, Math.min(sentence.length(), LONGEST_REASON)));
    }

    private void show() {
        RulesInForce shown = view.whole;
        if (running.compiled() != shown.rules() || running.revision() != shown.revision()) {
            view = View.of(settings.set(), running.compiled(), running.revision());
        }
    }

    /** After each change, and again before it expires. One that is lost is sent at the next look. */
    private void acknowledge() {
        boolean due = System.nanoTime() - acknowledgedNanos > ACKNOWLEDGE_AGAIN.toNanos();
        if (acknowledgement.isEmpty() || acknowledgement.equals(acknowledged) && !due) {
            return;
        }
        try {
            store.acknowledge(
                    keys, settings.engine(), acknowledgement, clock.millis(), ACKNOWLEDGED_FOR, settings.storeLimit());
            acknowledged = acknowledgement;
            acknowledgedNanos = System.nanoTime();
        } catch (StoreUnavailable e) {
            acknowledged = "";
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(settings.storeLimit().plus(settings.poll()).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
