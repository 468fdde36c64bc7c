package io.voxguard.serving.rules;

import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.Snapshot;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.evaluation.CompiledRules;
import io.voxguard.rules.evaluation.RuleSetCheck;
import io.voxguard.serving.view.FeatureCatalogue;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
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
    private final Optional<LastGood> lastGood;
    private final Thread thread;
    private final CountDownLatch looked = new CountDownLatch(1);

    private FeatureCatalogue catalogue;
    private RuleSetCheck check;
    private @Nullable Running running;
    private @Nullable Refusal refusal;
    private @Nullable Hopeless hopeless;

    private long currentNanos = System.nanoTime();
    private String acknowledgement = "";
    private String acknowledged = "";
    private long acknowledgedNanos;

    private volatile RulesInForce inForce;
    private volatile Standing standing;

    private record Running(String raw, RulePointer pointer, CompiledRules rules) {}

    private record Refusal(long revision, String reason) {}

    /** Rules that cannot be evaluated by these features, however often they are tried. */
    private record Hopeless(String raw, String reason) {}

    /**
     * How a follower stands.
     *
     * @param revision that is evaluated; 0: none
     * @param rules how many there are
     * @param trouble as in {@link RulesInForce}
     * @param why what the last look met with; empty when all is well
     */
    public record Standing(long revision, int rules, String trouble, String why) {}

    /** @param features there are now; another object when they have changed */
    public RuleFollower(
            FollowSettings settings, SnapshotStore store, Supplier<FeatureCatalogue> features, Clock clock) {
        if (!RuleSet.isName(settings.set())) {
            throw new IllegalArgumentException(
                    "rule set: expected a-z, then at most 63 of a-z 0-9 - _, got " + settings.set());
        }
        this.settings = settings;
        this.keys = new SnapshotKeys("rules", settings.set());
        this.store = store;
        this.features = features;
        this.clock = clock;
        this.lastGood = settings.stateFolder().map(folder -> new LastGood(folder, settings.set()));
        this.catalogue = features.get();
        this.check = checkBy(catalogue);
        this.inForce = new RulesInForce(settings.set(), null, 0, RulesInForce.NOT_LOADED);
        this.standing = new Standing(0, 0, RulesInForce.NOT_LOADED, "not looked yet");
        this.thread = Thread.ofPlatform().name("rules").daemon().unstarted(this::follow);
    }

    private static RuleSetCheck checkBy(FeatureCatalogue catalogue) {
        return new RuleSetCheck(new ConditionCompiler(CatalogueFields.of(catalogue)));
    }

    /** Begins to follow, and waits for the first look, for as long as one answer of the store may take: a large set compiles for longer, and comes in force then. */
    public void start() {
        thread.start();
        try {
            if (!looked.await(settings.storeLimit().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "Rules {0}: {1}", settings.set(), standing.why());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public RulesInForce now() {
        return inForce;
    }

    public Standing standing() {
        return standing;
    }

    private void follow() {
        restore();
        stand("not looked yet");
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
        if (lastGood.isEmpty()) {
            return;
        }
        try {
            Optional<LastGood.Kept> kept = lastGood.get().load();
            if (kept.isPresent()) {
                RulePointer pointer = RulePointer.parse(kept.get().pointer());
                settings.keys().check(settings.set(), pointer);
                RuleSet rules = new Snapshot(settings.set(), pointer, kept.get().blob()).rules();
                swap(kept.get().pointer(), pointer, check.check(rules));
            }
        } catch (IOException | InvalidRules | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Rules on disk are left aside: {0}", e.getMessage());
        }
    }

    /** Looks at the store once. Returns whether it answered. */
    boolean poll() {
        boolean answered = true;
        String why;
        try {
            followFeatures();
            why = look();
        } catch (StoreUnavailable e) {
            why = "the store does not answer: " + e.getMessage();
            answered = false;
        } catch (RuntimeException e) {
            // a fault of ours does not end the following: what runs stays, and ages
            LOG.log(System.Logger.Level.ERROR, "A look at the rules failed", e);
            why = e.toString();
        }
        stand(why);
        acknowledge();
        return answered;
    }

    /** What the rules name may be of another type now, or gone: they are compiled anew. */
    private void followFeatures() {
        FeatureCatalogue now = features.get();
        if (now == catalogue) {
            return;
        }
        catalogue = now;
        check = checkBy(now);
        hopeless = null;
        Running was = running;
        if (was != null) {
            try {
                running = new Running(was.raw, was.pointer, check.check(was.rules.set()));
            } catch (InvalidRules e) {
                hopeless = new Hopeless(was.raw, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Returns why what runs is not what is published; empty when it is. */
    private String look() throws StoreUnavailable {
        String raw = "";
        for (int i = 0; i < LOOKS; i++) {
            raw = store.pointer(keys, settings.storeLimit()).orElse("");
            if (raw.isEmpty()) {
                return "the store has no pointer";
            }
            if (hopeless != null && hopeless.raw.equals(raw)) {
                return refuse(raw, hopeless.reason);
            }
            try {
                if (examine(raw)) {
                    settle();
                    return "";
                }
            } catch (InvalidRules | IOException e) {
                return refuse(raw, String.valueOf(e.getMessage()));
            }
        }
        return refuse(raw, "blob: expected that of the pointer, got none");
    }

    /** Returns false where the blob is gone: the pointer has moved. */
    private boolean examine(String raw) throws StoreUnavailable, InvalidRules, IOException {
        Running now = running;
        if (now != null && raw.equals(now.raw)) {
            return true;
        }
        RulePointer pointer = RulePointer.parse(raw);
        settings.keys().check(settings.set(), pointer);
        if (now != null && pointer.revision() < now.pointer.revision()) {
            throw new InvalidRules(
                    "", "revision", now.pointer.revision() + " or higher", Long.toString(pointer.revision()));
        }
        if (now != null && pointer.revision() == now.pointer.revision()) {
            if (!pointer.sha256().equals(now.pointer.sha256())) {
                throw new InvalidRules("", "sha256", now.pointer.sha256() + " again", pointer.sha256());
            }
            running = new Running(raw, pointer, now.rules); // published once more: the same bytes
            return true;
        }
        Optional<byte[]> blob = store.blob(keys, pointer.revision(), settings.storeLimit());
        if (blob.isEmpty()) {
            return false;
        }
        RuleSet rules = new Snapshot(settings.set(), pointer, blob.get()).rules();
        CompiledRules compiled = compiled(raw, rules);
        if (lastGood.isPresent()) {
            lastGood.get().save(raw, blob.get());
        }
        swap(raw, pointer, compiled);
        return true;
    }

    private CompiledRules compiled(String raw, RuleSet rules) throws InvalidRules {
        try {
            return check.check(rules);
        } catch (InvalidRules e) {
            hopeless = new Hopeless(raw, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void swap(String raw, RulePointer pointer, CompiledRules rules) {
        running = new Running(raw, pointer, rules);
        hopeless = null;
        applied(pointer.revision());
        LOG.log(System.Logger.Level.INFO, "Rules: {0}", told(pointer));
    }

    private String told(RulePointer pointer) {
        return settings.set() + ", revision " + pointer.revision() + ", " + pointer.count();
    }

    private void applied(long revision) {
        refusal = null;
        acknowledgement = acknowledgement("applied", revision, revision, "");
    }

    /** What is published is what runs, perhaps again after something that was refused. */
    private void settle() {
        currentNanos = System.nanoTime();
        if (refusal != null && running != null) {
            applied(running.pointer.revision());
        }
    }

    /** Said once, and again only when something about it is another. */
    private String refuse(String raw, String reason) {
        Matcher digits = REVISION.matcher(raw);
        Refusal now = new Refusal(digits.find() ? Long.parseLong(digits.group(1)) : 0, reason);
        if (!now.equals(refusal)) {
            refusal = now;
            acknowledgement = acknowledgement("refused", now.revision, revision(), reason);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Rules {0} are refused: {1}",
                    settings.set() + " " + now.revision,
                    reason);
        }
        return "refused: " + reason;
    }

    private long revision() {
        return running == null ? 0 : running.pointer.revision();
    }

    private String acknowledgement(String status, long revision, long runs, String reason) {
        String sentence = UNWANTED.matcher(reason).replaceAll(" ");
        return String.join(
                "|",
                status,
                Long.toString(revision),
                Long.toString(runs),
                Long.toString(clock.millis()),
                sentence.substring(0, Math.min(sentence.length(), LONGEST_REASON)));
    }

    private void stand(String why) {
        boolean old = System.nanoTime() - currentNanos > settings.bearable().toNanos();
        String trouble = running == null ? RulesInForce.NOT_LOADED : old ? RulesInForce.STALE : "";
        CompiledRules rules = running == null ? null : running.rules;
        RulesInForce next = new RulesInForce(settings.set(), rules, revision(), trouble);
        RulesInForce before = inForce;
        if (rules != before.rules() || next.revision() != before.revision() || !trouble.equals(before.trouble())) {
            inForce = next;
        }
        standing = new Standing(revision(), next.size(), trouble, why);
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
