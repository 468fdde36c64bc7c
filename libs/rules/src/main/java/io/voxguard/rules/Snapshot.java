package io.voxguard.rules;

import io.voxguard.crypto.Sha256;

/**
 * One revision of a set: the pointer, and the blob with the rules. The array must not be changed.
 *
 * @param set name of the set
 */
@SuppressWarnings("ArrayRecordComponent") // passed on to the store, compared by its hash
public record Snapshot(String set, RulePointer pointer, byte[] blob) {

    /** Returns the snapshot of a checked set, without a signature. */
    public static Snapshot of(RuleSet set, long revision, long publishedAtMs, String keyId) {
        byte[] blob = RuleSetJson.write(set);
        RulePointer pointer =
                new RulePointer(revision, sha256(blob), blob.length, set.rules().size(), publishedAtMs, keyId, "");
        return new Snapshot(set.name(), pointer, blob);
    }

    /**
     * Reads the rules, after checking the blob's length and hash and the number of rules against the pointer.
     *
     * @throws InvalidRules if a check fails, or the rules are those of another set
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

    /** Returns the SHA-256 in lower-case hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        return Sha256.hex(bytes);
    }
}
