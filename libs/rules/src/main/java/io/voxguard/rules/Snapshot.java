package io.voxguard.rules;

import io.voxguard.crypto.Sha256;

/**
 * A pointer with its blob: the bytes of one revision of a set. The array is not to be changed.
 *
 * @param set the set's name
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the store, compared by its hash
public record Snapshot(String set, RulePointer pointer, byte[] blob) {

    /** The snapshot of a checked set, not signed yet. */
    public static Snapshot of(RuleSet set, long revision, long publishedAtMs, String keyId) {
        byte[] blob = RuleSetJson.write(set);
        RulePointer pointer =
                new RulePointer(revision, sha256(blob), blob.length, set.rules().size(), publishedAtMs, keyId, "");
        return new Snapshot(set.name(), pointer, blob);
    }

    /**
     * Reads the rules, after everything that the pointer says of the blob has been found to be so.
     *
     * @throws InvalidRules when it is not, or when they are another set's
     */
    public RuleSet rules() throws InvalidRules {
        if (blob.length != pointer.bytes()) {
            throw new InvalidRules("", "bytes", Long.toString(pointer.bytes()), Integer.toString(blob.length));
        }
        String found = sha256(blob);
        if (!found.equals(pointer.sha256())) {
            throw new InvalidRules("", "sha256", pointer.sha256(), found);
        }
        RuleSet rules = RuleSetJson.read(blob);
        if (!rules.name().equals(set)) {
            throw new InvalidRules("", "set", "'" + set + "'", "'" + rules.name() + "'");
        }
        if (rules.rules().size() != pointer.count()) {
            throw new InvalidRules(
                    "",
                    "count",
                    Integer.toString(pointer.count()),
                    Integer.toString(rules.rules().size()));
        }
        return rules;
    }

    /** The SHA-256 in lower-case hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        return Sha256.hex(bytes);
    }
}
