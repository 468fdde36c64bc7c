package io.voxguard.rules;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Pointer to the current snapshot of a set. In the store it is seven fields separated by bars.
 *
 * @param revision 1 to 2^53-1; equal revisions have equal rules
 * @param sha256 of the blob, in lower-case hexadecimal digits
 * @param bytes length of the blob
 * @param count number of rules in the blob
 * @param publishedAtMs Unix milliseconds
 * @param keyId name of the signing key; empty: not signed
 * @param signature Ed25519 in base64; empty: not signed
 */
public record RulePointer(
        long revision, String sha256, long bytes, int count, long publishedAtMs, String keyId, String signature) {
    /** Largest integer that is exact in every engine's language and in the store's Lua scripts. */
    public static final long LARGEST_REVISION = (1L << 53) - 1;

    private static final int FIELDS = 7;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,15}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._-]{0,64}");
    /** Accepts one text per signature: the four unused bits of the last digit must be zero. */
    private static final Pattern SIGNATURE = Pattern.compile("|[A-Za-z0-9+/]{85}[AQgw]==");

    /** Parses a pointer as it is stored. */
    public static RulePointer parse(String text) throws InvalidRules {
        String[] fields = text.split("\\|", -1);
        if (fields.length != FIELDS) {
            throw new InvalidRules("", "pointer", "7 fields between bars", fields.length + " in '" + text + "'");
        }
        long revision = number("revision", fields[0], LARGEST_REVISION);
        if (revision == 0) {
            throw new InvalidRules("", "pointer.revision", "at least 1", "0");
        }
        return new RulePointer(
                revision,
                matching(SHA256, "sha256", "64 lower-case hexadecimal digits", fields[1]),
                number("bytes", fields[2], Integer.MAX_VALUE),
                (int) number("count", fields[3], Integer.MAX_VALUE),
                number("published_at", fields[4], LARGEST_REVISION),
                matching(KEY_ID, "key_id", "at most 64 of A-Z a-z 0-9 - _ .", fields[5]),
                matching(SIGNATURE, "signature", "64 bytes in base64, or nothing", fields[6]));
    }

    private static long number(String field, String text, long max) throws InvalidRules {
        String digits = matching(NUMBER, field, "digits without leading zeros", text);
        long number = Long.parseLong(digits);
        if (number > max) {
            throw new InvalidRules("", "pointer." + field, "at most " + max, text);
        }
        return number;
    }

    private static String matching(Pattern pattern, String field, String expected, String text) throws InvalidRules {
        if (!pattern.matcher(text).matches()) {
            throw new InvalidRules("", "pointer." + field, expected, "'" + text + "'");
        }
        return text;
    }

    /** Returns the bytes that the signature covers: the name of the set, and every field but the signature. */
    public byte[] signedBytes(String set) {
        return ("voxguard.rules.v1|" + set + "|" + signedFields()).getBytes(StandardCharsets.UTF_8);
    }

    private String signedFields() {
        return revision + "|" + sha256 + "|" + bytes + "|" + count + "|" + publishedAtMs + "|" + keyId;
    }

    /** Returns this pointer with another signature. */
    public RulePointer withSignature(String signature) {
        return new RulePointer(revision, sha256, bytes, count, publishedAtMs, keyId, signature);
    }

    /** Returns the pointer as it is stored. */
    @Override
    public String toString() {
        return signedFields() + "|" + signature;
    }
}
