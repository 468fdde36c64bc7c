package io.voxguard.rulerefresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.rulerefresh.fleet.SetStatus;
import io.voxguard.rulerefresh.fleet.State;
import io.voxguard.rulerefresh.fleet.Watch;
import io.voxguard.rulerefresh.publish.RefreshOutcome;
import io.voxguard.rulerefresh.publish.Refreshed;
import io.voxguard.rulerefresh.source.SourceReading;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final Watch watch = new Watch("core", Duration.ofSeconds(5), Duration.ofSeconds(60), 0);

    @Test
    void nothingSeenYetIsNotReadyAndSoonAnError() {
        assertThat(watch.status(1_000).state()).isEqualTo(State.STALE);
        assertThat(watch.status(6_000).state()).isEqualTo(State.ERROR);
        assertThat(watch.status(6_000).why()).isEqualTo("not asked yet");
    }

    @Test
    void readyLastsTwoIntervalsWithoutNews() {
        watch.saw(refreshed(new RefreshOutcome.Current(7), 7, 7), 1_000);
        assertThat(watch.status(11_000).state()).isEqualTo(State.READY);
        assertThat(watch.status(11_001).state()).isEqualTo(State.STALE);
        assertThat(watch.status(61_001).state()).isEqualTo(State.ERROR);
    }

    @Test
    void refusedRulesAreStaleAtOnceAndAnErrorWhenUnbearable() {
        watch.saw(refreshed(new RefreshOutcome.Current(7), 7, 7), 1_000);
        watch.saw(
                refreshed(new RefreshOutcome.Refused(9, List.of(new RuleProblem("r", "condition", "a", "b"))), 9, 7),
                2_000);
        SetStatus status = watch.status(2_500);
        assertThat(status.state()).isEqualTo(State.STALE);
        assertThat(status.why()).isEqualTo("revision 9 is refused");
        assertThat(status.lagRevisions()).isEqualTo(2);
        assertThat(status.lagSeconds(4_000)).isEqualTo(3.5);
        assertThat(status.problems()).hasSize(1);
        watch.saw(
                refreshed(new RefreshOutcome.Refused(9, List.of(new RuleProblem("r", "condition", "a", "b"))), 9, 7),
                61_500);
        assertThat(watch.status(61_500).state()).isEqualTo(State.ERROR);
        watch.saw(refreshed(new RefreshOutcome.Published(10, RefreshOutcome.Why.CHANGED), 10, 10), 62_000);
        assertThat(watch.status(62_000).state()).isEqualTo(State.READY);
        assertThat(watch.status(62_000).problems()).isEmpty();
    }

    @Test
    void aDatabaseThatIsAwayIsBorneForOneInterval() {
        watch.saw(refreshed(new RefreshOutcome.Current(7), 7, 7), 1_000);
        watch.saw(
                new Refreshed(
                        new RefreshOutcome.Unavailable("rules database: gone"),
                        Optional.empty(),
                        Optional.of(pointer(7))),
                5_000);
        assertThat(watch.status(5_000).state()).isEqualTo(State.READY);
        assertThat(watch.status(6_001).state()).isEqualTo(State.STALE);
        assertThat(watch.status(6_001).why()).isEqualTo("rules database: gone");
        assertThat(watch.status(6_001).storeRevision()).isEqualTo(7);
    }

    private static Refreshed refreshed(RefreshOutcome outcome, long database, long store) {
        return new Refreshed(
                outcome,
                Optional.of(new SourceReading(database, 500, false, Optional.empty())),
                Optional.of(pointer(store)));
    }

    private static RulePointer pointer(long revision) {
        return new RulePointer(revision, "0".repeat(64), 5, 1, 400, "", "");
    }
}
