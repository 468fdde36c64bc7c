package io.voxguard.rulerefresh.publish;

import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.Snapshot;
import io.voxguard.rules.TrustedKeys;
import java.util.Optional;

/**
 * The store's rules of a set.
 *
 * @param text the pointer as it is stored; empty if there is none
 * @param pointer the pointer; empty if it cannot be parsed
 * @param snapshot pointer and blob; empty if an engine would refuse them
 */
record StoredRules(Optional<String> text, Optional<RulePointer> pointer, Optional<Snapshot> snapshot) {
    static final StoredRules NOTHING = new StoredRules(Optional.empty(), Optional.empty(), Optional.empty());

    /** Checks pointer and blob as an engine does. */
    static StoredRules of(String set, String text, Optional<byte[]> blob, TrustedKeys keys) {
        Optional<RulePointer> pointer = parse(text);
        return new StoredRules(
                Optional.of(text),
                pointer,
                pointer.flatMap(parsed -> blob.flatMap(bytes -> acceptable(set, parsed, bytes, keys))));
    }

    static Optional<RulePointer> parse(String text) {
        try {
            return Optional.of(RulePointer.parse(text));
        } catch (InvalidRules e) {
            return Optional.empty(); // to be replaced, as if there were none
        }
    }

    private static Optional<Snapshot> acceptable(String set, RulePointer pointer, byte[] blob, TrustedKeys keys) {
        Snapshot snapshot = new Snapshot(set, pointer, blob);
        try {
            keys.check(set, pointer);
            snapshot.rules();
            return Optional.of(snapshot);
        } catch (InvalidRules e) {
            return Optional.empty();
        }
    }
}
