package io.voxguard.serving.rules;

import io.voxguard.catalogue.call.CatalogueFields;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.Snapshot;
import io.voxguard.rules.TrustedKeys;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.evaluation.CompiledRules;
import io.voxguard.rules.evaluation.RuleSetCheck;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The running rules. A published set replaces them as a whole if all of it is valid; else they stay. Used by one thread. */
final class RunningRules {
    private static final System.Logger LOG = System.getLogger(RunningRules.class.getName());

    private final String set;
    private final SnapshotKeys keys;
    private final SnapshotStore store;
    private final Duration limit;
    private final TrustedKeys trusted;
    private final Optional<LastGood> lastGood;

    private FeatureCatalogue catalogue;
    private RuleSetCheck check;
    private @Nullable Held held;
    private @Nullable Hopeless hopeless;

    /**
     * A set that was verified: no lower revision is taken after it.
     *
     * @param raw its pointer as it was read
     * @param compiled null where it cannot be evaluated by the features that there are now
     * @param why not; null when it can
     */
    private record Held(
            String raw,
            RulePointer pointer,
            RuleSet rules,
            @Nullable CompiledRules compiled,
            @Nullable InvalidRules why) {}

    /** A published set that cannot be evaluated by these features, however often it is tried. */
    private record Hopeless(String raw, InvalidRules why) {}

    RunningRules(FollowSettings settings, SnapshotStore store, FeatureCatalogue catalogue) {
        this.set = settings.set();
        this.keys = new SnapshotKeys("rules", set);
        this.store = store;
        this.limit = settings.storeLimit();
        this.trusted = settings.keys();
        this.lastGood = settings.stateFolder().map(folder -> new LastGood(folder, set));
        this.catalogue = catalogue;
        this.check = checkBy(catalogue);
    }

    private static RuleSetCheck checkBy(FeatureCatalogue catalogue) {
        return new RuleSetCheck(new ConditionCompiler(CatalogueFields.of(catalogue)));
    }

    /** Returns the rules that are evaluated; null if none are. */
    @Nullable
    CompiledRules compiled() {
        return held == null ? null : held.compiled;
    }

    /** Returns the revision that is evaluated; 0: none. */
    long revision() {
        return held == null || held.compiled == null ? 0 : held.pointer.revision();
    }

    /** Restores the rules on disk, checked like those from the store. */
    void restore() throws IOException, InvalidRules {
        Optional<LastGood.Kept> kept = lastGood.isPresent() ? lastGood.get().load() : Optional.empty();
        if (kept.isPresent()) {
            String raw = kept.get().pointer();
            RulePointer pointer = RulePointer.parse(raw);
            trusted.check(set, pointer);
            held = compiledAnew(
                    raw, pointer, new Snapshot(set, pointer, kept.get().blob()).rules());
        }
    }

    /** Compiles the rules anew for another catalogue, in which features may have other types, or be gone. */
    void follow(FeatureCatalogue now) {
        if (now == catalogue) {
            return;
        }
        check = checkBy(now);
        catalogue = now;
        hopeless = null;
        if (held != null) {
            held = compiledAnew(held.raw, held.pointer, held.rules);
        }
    }

    private Held compiledAnew(String raw, RulePointer pointer, RuleSet rules) {
        try {
            return new Held(raw, pointer, rules, check.check(rules), null);
        } catch (InvalidRules e) {
            return new Held(raw, pointer, rules, null, e);
        }
    }

    /** Takes over the set that a pointer names if it is another than the running one. Returns false if its blob is gone: the pointer has moved. */
    boolean take(String raw) throws StoreUnavailable, InvalidRules, IOException {
        Held now = held;
        if (now != null && raw.equals(now.raw)) {
            evaluable(now);
            return true;
        }
        if (hopeless != null && raw.equals(hopeless.raw)) {
            throw hopeless.why;
        }
        RulePointer pointer = RulePointer.parse(raw);
        trusted.check(set, pointer);
        if (now != null) {
            notBelow(now.pointer, pointer);
        }
        Optional<byte[]> blob = store.blob(keys, pointer.revision(), limit);
        if (blob.isEmpty()) {
            return false;
        }
        RuleSet rules = new Snapshot(set, pointer, blob.get()).rules();
        Held next;
        if (now != null && pointer.revision() == now.pointer.revision()) {
            next = new Held(raw, pointer, now.rules, now.compiled, now.why); // published once more: the same bytes
        } else {
            next = compiledAnew(raw, pointer, rules);
            hopeless = next.why == null ? null : new Hopeless(raw, next.why);
        }
        evaluable(next);
        if (lastGood.isPresent()) {
            lastGood.get().save(raw, blob.get());
        }
        held = next;
        LOG.log(
                System.Logger.Level.INFO,
                "Rules {0}: revision {1}, {2}",
                set,
                Long.toString(pointer.revision()),
                pointer.count());
        return true;
    }

    private static void notBelow(RulePointer runs, RulePointer other) throws InvalidRules {
        if (other.revision() < runs.revision()) {
            throw new InvalidRules("", "revision", runs.revision() + " or higher", Long.toString(other.revision()));
        }
        if (other.revision() == runs.revision() && !other.sha256().equals(runs.sha256())) {
            throw new InvalidRules("", "sha256", runs.sha256() + " again", other.sha256());
        }
    }

    private static void evaluable(Held of) throws InvalidRules {
        if (of.why != null) {
            throw of.why;
        }
    }
}
