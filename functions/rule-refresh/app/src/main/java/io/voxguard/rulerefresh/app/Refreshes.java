package io.voxguard.rulerefresh.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.voxguard.rulerefresh.fleet.SetStatus;
import io.voxguard.rulerefresh.fleet.Watch;
import io.voxguard.rulerefresh.publish.RefreshOutcome;
import io.voxguard.rulerefresh.publish.RefreshSettings;
import io.voxguard.rulerefresh.publish.Refreshed;
import io.voxguard.rulerefresh.publish.RuleRefresh;
import io.voxguard.rulerefresh.source.RuleSource;
import io.voxguard.rulerefresh.source.SourceUnavailable;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.evaluation.RuleSetCheck;
import io.voxguard.store.SnapshotStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The refreshes of all sets, one after the other in each, and how the sets stand. Thread-safe. */
@Singleton
public final class Refreshes {
    private static final long FIRST_PAUSE_MS = 50;
    private static final long LONGEST_PAUSE_MS = 1_000;

    private final RuleSource source;
    private final SnapshotStore store;
    private final ConditionCompiler conditions;
    private final RefreshSettings refreshSettings;
    private final RulesSettings settings;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Map<String, One> sets = new ConcurrentSkipListMap<>();
    /** Those that database or store have shown to be there. */
    private final Set<String> measured = ConcurrentHashMap.newKeySet();

    private volatile boolean looked;

    /** A set with what is remembered of it. */
    private record One(RuleRefresh refresh, Watch watch) {}

    Refreshes(
            RuleSource source,
            SnapshotStore store,
            ConditionCompiler conditions,
            RefreshSettings refreshSettings,
            RulesSettings settings,
            MeterRegistry metrics,
            Clock clock) {
        this.source = source;
        this.store = store;
        this.conditions = conditions;
        this.refreshSettings = refreshSettings;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        settings.sets().ifPresent(names -> names.forEach(this::known));
    }

    /** The sets that are looked after so far. */
    public List<String> sets() {
        return List.copyOf(sets.keySet());
    }

    /**
     * The sets that are there to be looked after.
     *
     * @param unanswered why the database could not say; empty where it could
     */
    public record Found(List<String> sets, Optional<String> unanswered) {}

    /** Those that are looked after so far, and those of the database that are to be. */
    public Found find() {
        Set<String> found = new TreeSet<>(sets.keySet());
        try {
            source.sets().stream().filter(this::mine).forEach(found::add);
            return new Found(List.copyOf(found), Optional.empty());
        } catch (SourceUnavailable e) {
            return new Found(List.copyOf(found), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** All sets have been looked at once. */
    public void looked() {
        looked = true;
    }

    /** Whether all sets have been looked at once: what there is, is known. */
    public boolean known() {
        return looked;
    }

    /** Whether a set is one that this process may look after. */
    public boolean mine(String set) {
        return RuleSet.isName(set)
                && settings.sets().map(names -> names.contains(set)).orElse(true);
    }

    /** Brings the store to what the database says now. Takes as long as both take to answer: not for an event loop. */
    public RefreshOutcome refresh(String set) {
        long began = clock.millis();
        One one = known(set);
        Refreshed refreshed = one.refresh().refresh();
        one.watch().saw(refreshed, clock.millis());
        RefreshOutcome outcome = refreshed.outcome();
        if (refreshed.reading().isPresent() || refreshed.pointer().isPresent()) {
            if (measured.add(set)) {
                measure(set, one.watch());
            }
        } else if (settings.sets().isEmpty() && !measured.contains(set)) {
            sets.remove(set); // a name that somebody made up is not kept
        }
        metrics.timer(
                        "voxguard.rules.refresh",
                        "set",
                        measured.contains(set) ? set : "unknown",
                        "outcome",
                        label(outcome))
                .record(Duration.ofMillis(clock.millis() - began));
        return outcome;
    }

    private static String label(RefreshOutcome outcome) {
        return switch (outcome) {
            case RefreshOutcome.Current current -> "current";
            case RefreshOutcome.Published published -> published.why().name().toLowerCase(Locale.ROOT);
            case RefreshOutcome.Refused refused -> "refused";
            case RefreshOutcome.UnknownSet unknown -> "unknown_set";
            case RefreshOutcome.Unavailable unavailable -> "unavailable";
        };
    }

    /** The same, tried again with growing pauses for as long as {@code patience} while database or store do not answer. */
    public RefreshOutcome refreshPatiently(String set, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        for (long pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
            RefreshOutcome outcome = refresh(set);
            long jittered = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
            if (!(outcome instanceof RefreshOutcome.Unavailable) || System.nanoTime() + jittered * 1_000_000 > until) {
                return outcome;
            }
            Thread.sleep(jittered);
        }
    }

    /** How a set stands; null where it is none of those that are looked after. */
    public @Nullable SetStatus status(String set) {
        One one = sets.get(set);
        return one == null ? null : one.watch().status(clock.millis());
    }

    private One known(String set) {
        return sets.computeIfAbsent(set, name -> {
            Watch watch = new Watch(name, settings.reconcile(), settings.bearable(), clock.millis());
            RuleSetCheck check = new RuleSetCheck(conditions);
            return new One(new RuleRefresh(name, source, store, check, refreshSettings, clock), watch);
        });
    }

    private void measure(String set, Watch watch) {
        gauge("voxguard.rules.lag.revisions", set, SetStatus::lagRevisions, watch);
        gauge("voxguard.rules.lag.seconds", set, status -> status.lagSeconds(clock.millis()), watch);
        gauge("voxguard.rules.revision", set, SetStatus::storeRevision, watch);
        gauge("voxguard.rules.state", set, status -> status.state().ordinal(), watch);
    }

    private interface Figure {
        double of(SetStatus status);
    }

    private void gauge(String name, String set, Figure figure, Watch watch) {
        Gauge.builder(name, watch, of -> figure.of(of.status(clock.millis())))
                .tag("set", set)
                .register(metrics);
    }
}
