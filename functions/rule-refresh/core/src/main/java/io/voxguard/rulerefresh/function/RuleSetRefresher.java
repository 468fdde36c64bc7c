package io.voxguard.rulerefresh.function;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.voxguard.rulerefresh.fleet.SetMonitor;
import io.voxguard.rulerefresh.fleet.SetStatus;
import io.voxguard.rulerefresh.publish.RefreshOutcome;
import io.voxguard.rulerefresh.publish.RefreshReport;
import io.voxguard.rulerefresh.publish.RefreshSettings;
import io.voxguard.rulerefresh.publish.RuleRefresh;
import io.voxguard.rulerefresh.source.RuleSource;
import io.voxguard.rulerefresh.source.SourceUnavailable;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.evaluation.RuleSetCheck;
import io.voxguard.store.SnapshotStore;
import io.voxguard.time.Ticker;
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
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Refreshes rule sets, each by one thread at a time, and remembers their states and metrics. Thread-safe. */
@Singleton
public final class RuleSetRefresher {
    private final RuleSource source;
    private final SnapshotStore store;
    private final ConditionCompiler conditions;
    private final RefreshSettings refreshSettings;
    private final RulesSettings settings;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Ticker ticker;
    private final Map<String, Entry> sets = new ConcurrentSkipListMap<>();
    /** Sets that have been seen in database or store. */
    private final Set<String> measured = ConcurrentHashMap.newKeySet();

    private volatile boolean reconciled;

    private record Entry(RuleRefresh refresh, SetMonitor monitor) {}

    RuleSetRefresher(
            RuleSource source,
            SnapshotStore store,
            ConditionCompiler conditions,
            RefreshSettings refreshSettings,
            RulesSettings settings,
            MeterRegistry metrics,
            Clock clock,
            Ticker ticker) {
        this.source = source;
        this.store = store;
        this.conditions = conditions;
        this.refreshSettings = refreshSettings;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.ticker = ticker;
        settings.sets().ifPresent(names -> names.forEach(this::entry));
    }

    /** Returns the sets that are known so far. */
    public List<String> sets() {
        return List.copyOf(sets.keySet());
    }

    /**
     * Sets to refresh.
     *
     * @param failure why the database could not be asked for its sets
     */
    public record Discovery(List<String> sets, Optional<String> failure) {}

    /** Returns the known sets, and those of the database that are to be published. */
    public Discovery discover() {
        Set<String> found = new TreeSet<>(sets.keySet());
        try {
            source.sets().stream().filter(this::accepts).forEach(found::add);
            return new Discovery(List.copyOf(found), Optional.empty());
        } catch (SourceUnavailable e) {
            return new Discovery(List.copyOf(found), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** Records that all sets of the database have been refreshed once. */
    public void markReconciled() {
        reconciled = true;
    }

    /** Returns whether all sets of the database have been refreshed once. */
    public boolean reconciled() {
        return reconciled;
    }

    /** Returns whether this process may publish a set. */
    boolean accepts(String set) {
        return RuleSet.isName(set)
                && settings.sets().map(names -> names.contains(set)).orElse(true);
    }

    /** Brings the store to the database's rules. Waits for both: not for an event loop. */
    public RefreshOutcome refresh(String set) {
        long began = ticker.nanos();
        Entry entry = entry(set);
        RefreshReport report = entry.refresh().refresh();
        entry.monitor().record(report, clock.millis());
        RefreshOutcome outcome = report.outcome();
        if (report.reading().isPresent() || report.pointer().isPresent()) {
            if (measured.add(set)) {
                registerGauges(set, entry.monitor());
            }
        } else if (settings.sets().isEmpty() && !measured.contains(set)) {
            sets.remove(set); // events may name any set: those that do not exist must not pile up
        }
        metrics.timer(
                        "voxguard.rules.refresh",
                        "set",
                        measured.contains(set) ? set : "unknown",
                        "outcome",
                        label(outcome))
                .record(Duration.ofNanos(ticker.nanos() - began));
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

    /** Returns the state of a set; null if it is not known. */
    public @Nullable SetStatus status(String set) {
        Entry entry = sets.get(set);
        return entry == null ? null : entry.monitor().status(clock.millis());
    }

    private Entry entry(String set) {
        return sets.computeIfAbsent(set, name -> {
            SetMonitor monitor = new SetMonitor(name, settings.reconcile(), settings.bearable(), clock.millis());
            RuleSetCheck check = new RuleSetCheck(conditions);
            return new Entry(new RuleRefresh(name, source, store, check, refreshSettings, clock), monitor);
        });
    }

    private void registerGauges(String set, SetMonitor monitor) {
        gauge("voxguard.rules.lag.revisions", set, SetStatus::lagRevisions, monitor);
        gauge("voxguard.rules.lag.seconds", set, status -> status.lagSeconds(clock.millis()), monitor);
        gauge("voxguard.rules.revision", set, SetStatus::storeRevision, monitor);
        gauge("voxguard.rules.state", set, status -> status.state().ordinal(), monitor);
    }

    private void gauge(String name, String set, ToDoubleFunction<SetStatus> value, SetMonitor monitor) {
        Gauge.builder(name, monitor, of -> value.applyAsDouble(of.status(clock.millis())))
                .tag("set", set)
                .register(metrics);
    }
}
