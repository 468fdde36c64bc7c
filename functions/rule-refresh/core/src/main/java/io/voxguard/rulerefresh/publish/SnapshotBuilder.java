package io.voxguard.rulerefresh.publish;

import io.voxguard.rulerefresh.source.SourceReading;
import io.voxguard.rulerefresh.source.SourceRule;
import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.RuleProblem;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.SigningKey;
import io.voxguard.rules.Snapshot;
import io.voxguard.rules.evaluation.RuleSetCheck;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes snapshots of the database's rules, and remembers the last one, or why its rules are refused, so that a revision is validated once. Not thread-safe. */
final class SnapshotBuilder {
    private static final Logger LOG = System.getLogger(SnapshotBuilder.class.getName());

    private final String set;
    private final RuleSetCheck check;
    private final RefreshSettings settings;
    private final Clock clock;
    private @Nullable Snapshot snapshot;
    /** Set if there is no snapshot. */
    private @Nullable Refusal refusal;

    private record Refusal(long revision, List<RuleProblem> problems) {}

    SnapshotBuilder(String set, RuleSetCheck check, RefreshSettings settings, Clock clock) {
        this.set = set;
        this.check = check;
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns the revision whose snapshot or refusal is remembered; 0 if none is. */
    long knownRevision() {
        long built = snapshot == null ? 0 : snapshot.pointer().revision();
        return refusal == null ? built : refusal.revision();
    }

    /** Returns the problems of the rules that were refused last. */
    List<RuleProblem> problems() {
        return refusal == null ? List.of() : refusal.problems();
    }

    /**
     * Returns the snapshot of the database's rules; empty if they are refused.
     *
     * @param reading without rules if it is of the known revision
     */
    Optional<Snapshot> build(SourceReading reading) {
        reading.rules().ifPresent(rules -> validate(rules, reading));
        return Optional.ofNullable(snapshot);
    }

    private void validate(List<SourceRule> rules, SourceReading reading) {
        refusal = null;
        snapshot = null;
        try {
            RuleSet valid = RuleSetValidation.validate(set, rules, reading, check);
            String keyId = settings.signing().map(SigningKey::id).orElse("");
            snapshot = sign(Snapshot.of(valid, reading.revision(), clock.millis(), keyId));
        } catch (InvalidRules e) {
            refusal = new Refusal(reading.revision(), e.problems());
            LOG.log(Level.ERROR, "Rules {0}, revision {1}, are refused: {2}", set, reading.revision(), e.getMessage());
        }
    }

    private Snapshot sign(Snapshot unsigned) {
        return settings.signing().map(key -> key.sign(unsigned)).orElse(unsigned);
    }
}
