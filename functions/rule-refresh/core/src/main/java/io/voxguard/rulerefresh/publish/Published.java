package io.voxguard.rulerefresh.publish;

import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.Snapshot;
import io.voxguard.rules.TrustedKeys;
import java.util.Optional;

/**
 * What the store holds of a set.
 *
 * @param text the pointer as it stands; empty where there is none
 * @param snapshot pointer and blob, where an engine would take them; else empty
 * @param pointer the pointer, where it can be read
 */
record Published(Optional<String> text, Optional<RulePointer> pointer, Optional<Snapshot> snapshot) {
    static final Published NOTHING = new Published(Optional.empty(), Optional.empty(), Optional.empty());

    /** Judges what was read as an engine does. */
    static Published judge(String set, String text, Optional<byte[]> blob, TrustedKeys keys) {
        Optional<RulePointer> pointer = pointer(text);
        return new Published(
                Optional.of(text),
                pointer,
                pointer.flatMap(read -> blob.flatMap(bytes -> acceptable(set, read, bytes, keys))));
    }

    static Optional<RulePointer> pointer(String text) {
        try {
            return Optional.of(RulePointer.parse(text));
        } catch (InvalidRules e) {
            return Optional.empty(); // what cannot be read is as good as none: it is written over
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
