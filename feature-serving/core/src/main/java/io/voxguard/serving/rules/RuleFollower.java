package io.voxguard.serving.rules;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.evaluation.CompiledRules;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Ticker;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows a rule set that the store publishes, as {@code docs/wire/rules.md} says: looks at the pointer, verifies, compiles, keeps on disk, swaps, acknowledges.
 * Any failure leaves the rules in force as they are. A {@link SnapshotPoll} does the looking; any thread may read what is in force.
 */
public final class RuleFollower implements CurrentRules, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RuleFollower.class.getName());
    private static final Pattern ENGINE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Pattern REVISION = Pattern.compile("^([1-9]\\d{0,15})\\|");
    /** Bound of the attempts to find the blob of a pointer. A blob outlives its pointer by far: one that is missing this often has another cause. */
    private static final int MAX_POLL_ATTEMPTS = 4;

    private final FollowSettings settings;
    private final SnapshotKeys keys;
    private final SnapshotStore store;
    private final Supplier<FeatureCatalogue> features;
    private final Ticker ticker;
    private final RunningRules running;
    private final Acknowledgements acknowledgements;
    private final SnapshotPoll poll;

    private volatile View view;
    private volatile String why = "not looked yet";
    /** Reading of the ticker when the rules in force were last seen to be the published ones. */
    private volatile long currentNanos;

    /** The rules in force, and the same rules once it has not been seen for too long that they are current. */
    private record View(RulesInForce whole, RulesInForce stale) {
        static View of(String set, @Nullable CompiledRules rules, long revision) {
            String missing = rules == null ? RulesInForce.NOT_LOADED : "";
            RulesInForce whole = new RulesInForce(set, rules, revision, missing);
            return new View(whole, rules == null ? whole : new RulesInForce(set, rules, revision, RulesInForce.STALE));
        }
    }

    /**
     * State of a follower.
     *
     * @param revision of the rules in force; 0: none
     * @param rules number of rules in force
     * @param trouble as in {@link RulesInForce}
     * @param why what went wrong at the last look; empty if nothing did
     */
    public record Standing(long revision, int rules, String trouble, String why) {}

    /**
     * @param features returns the current catalogue; another object whenever it has changed
     * @throws IllegalArgumentException when set or engine are no such names
     */
    public RuleFollower(
            FollowSettings settings,
            SnapshotStore store,
            Supplier<FeatureCatalogue> features,
            Clock clock,
            Ticker ticker) {
        if (!RuleSet.isName(settings.set())) {
            throw new IllegalArgumentException(
                    "rule set: expected a-z, then at most 63 of a-z 0-9 - _, got " + settings.set());
        }
        String engine = settings.engine().get();
        if (!ENGINE.matcher(engine).matches()) {
            throw new IllegalArgumentException("engine: expected 1 to 128 of A-Z a-z 0-9 - _ . :, got " + engine);
        }
        this.settings = settings;
        this.keys = new SnapshotKeys("rules", settings.set());
        this.store = store;
        this.features = features;
        this.ticker = ticker;
        this.currentNanos = ticker.nanos();
        this.running = new RunningRules(settings, store, features.get());
        this.acknowledgements = new Acknowledgements(settings, keys, store, clock, ticker);
        this.view = View.of(settings.set(), null, 0);
        this.poll = new SnapshotPoll(
                "rules", settings.poll(), settings.storeLimit().plus(settings.poll()), this::restore, this::poll);
    }

    /**
     * Begins to follow, and waits for the first answer of the store, for as long as one may take: a large set compiles for longer, and comes into force then.
     */
    public void start() {
        poll.start();
        if (!poll.awaitFirstAnswer(settings.storeLimit())) {
            LOG.log(System.Logger.Level.WARNING, "Rules {0}: {1}", settings.set(), why);
        }
    }

    @Override
    public RulesInForce now() {
        View now = view;
        // judged here, not by the polling thread: should that be gone, the rules that it left are seen to age
        boolean old = ticker.nanos() - currentNanos > settings.bearable().toNanos();
        return old ? now.stale : now.whole;
    }

    /** Regards the rules in force as no longer seen to be current, whatever the ticker says: until the next look at the store. */
    public void expire() {
        currentNanos = ticker.nanos() - settings.bearable().toNanos() - 1;
    }

    public Standing standing() {
        RulesInForce now = now();
        return new Standing(now.revision(), now.size(), now.trouble(), why);
    }

    private void restore() {
        try {
            running.restore();
            if (running.revision() > 0) {
                acknowledgements.applied(running.revision());
            }
        } catch (IOException | InvalidRules | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "Ignoring rules on disk: {0}", e.toString());
        }
        show();
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
            // no failure ends the polling: the rules in force stay, and age
            LOG.log(System.Logger.Level.ERROR, "Cannot refresh rules; keeping those in force", e);
            why = e.toString();
        }
        show();
        acknowledgements.send();
        return answered;
    }

    /** Returns why the rules in force are not the published ones; empty if they are. */
    private String look() throws StoreUnavailable {
        String raw = "";
        for (int i = 0; i < MAX_POLL_ATTEMPTS; i++) {
            raw = store.pointer(keys, settings.storeLimit()).orElse("");
            if (raw.isEmpty()) {
                return "the store has no pointer";
            }
            try {
                long before = running.revision();
                if (running.take(raw)) {
                    currentNanos = ticker.nanos();
                    if (acknowledgements.isRefusing() || running.revision() != before) {
                        acknowledgements.applied(running.revision());
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

    private String refused(String raw, String reason) {
        Matcher digits = REVISION.matcher(raw);
        long revision = digits.find() ? Long.parseLong(digits.group(1)) : 0;
        if (acknowledgements.refused(revision, running.revision(), reason)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Rules {0}: revision {1} is refused: {2}",
                    settings.set(),
                    Long.toString(revision),
                    reason);
        }
        return "refused: " + reason;
    }

    private void show() {
        RulesInForce shown = view.whole;
        if (running.compiled() != shown.rules() || running.revision() != shown.revision()) {
            view = View.of(settings.set(), running.compiled(), running.revision());
        }
    }

    @Override
    public void close() {
        poll.close();
    }
}
