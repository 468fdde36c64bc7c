package io.voxguard.rulerefresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.rulerefresh.fleet.SetMonitor;
import io.voxguard.rulerefresh.fleet.SetStatus;
import io.voxguard.rulerefresh.fleet.SyncState;
import io.voxguard.rulerefresh.publish.RefreshOutcome;
import io.voxguard.rulerefresh.publish.RefreshReport;
import io.voxguard.rulerefresh.source.SourceReading;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetMonitorTest {
    private final SetMonitor monitor = new SetMonitor("core", Duration.ofSeconds(5), Duration.ofSeconds(60), 0);

    @Test
    void setWithoutReportIsStaleAndSoonAnError() {
        assertThat(monitor.status(1_000).state()).isEqualTo(SyncState.STALE);
        assertThat(monitor.status(6_000).state()).isEqualTo(SyncState.ERROR);
        assertThat(monitor.status(6_000).why()).isEqualTo("not asked yet");
    }

    @Test
    void readyLastsTwoIntervalsAfterTheLastReport() {
        monitor.record(report(new RefreshOutcome.Current(7), 7, 7), 1_000);
        assertThat(monitor.status(11_000).state()).isEqualTo(SyncState.READY);
        assertThat(monitor.status(11_001).state()).isEqualTo(SyncState.STALE);
        assertThat(monitor.status(61_001).state()).isEqualTo(SyncState.ERROR);
    }

    @Test
    void refusedRulesAreStaleAtOnceAndAnErrorLater() {
        monitor.record(report(new RefreshOutcome.Current(7), 7, 7), 1_000);
        monitor.record(
                report(new RefreshOutcome.Refused(9, List.of(new RuleProblem("r", "condition", "a", "b"))), 9, 7),
                2_000);
        SetStatus status = monitor.status(2_500);
        assertThat(status.state()).isEqualTo(SyncState.STALE);
        assertThat(status.why()).isEqualTo("revision 9 is refused");
        assertThat(status.lagRevisions()).isEqualTo(2);
        assertThat(status.lagSeconds(4_000)).isEqualTo(3.5);
        assertThat(status.problems()).hasSize(1);
        monitor.record(
                report(new RefreshOutcome.Refused(9, List.of(new RuleProblem("r", "condition", "a", "b"))), 9, 7),
                61_500);
        assertThat(monitor.status(61_500).state()).isEqualTo(SyncState.ERROR);
        monitor.record(report(new RefreshOutcome.Published(10, RefreshOutcome.Why.CHANGED), 10, 10), 62_000);
        assertThat(monitor.status(62_000).state()).isEqualTo(SyncState.READY);
        assertThat(monitor.status(62_000).problems()).isEmpty();
    }

    @Test
    void databaseFailureIsStaleAfterOneInterval() {
        monitor.record(report(new RefreshOutcome.Current(7), 7, 7), 1_000);
        monitor.record(
                new RefreshReport(
                        new RefreshOutcome.Unavailable("rules database: gone"),
                        Optional.empty(),
                        Optional.of(pointer(7))),
                5_000);
        assertThat(monitor.status(5_000).state()).isEqualTo(SyncState.READY);
        assertThat(monitor.status(6_001).state()).isEqualTo(SyncState.STALE);
        assertThat(monitor.status(6_001).why()).isEqualTo("rules database: gone");
        assertThat(monitor.status(6_001).storeRevision()).isEqualTo(7);
    }

    private static RefreshReport report(RefreshOutcome outcome, long database, long store) {
        return new RefreshReport(
                outcome,
                Optional.of(new SourceReading(database, 500, false, Optional.empty())),
                Optional.of(pointer(store)));
    }

    private static RulePointer pointer(long revision) {
        return new RulePointer(revision, "0".repeat(64), 5, 1, 400, "", "");
    }
}
