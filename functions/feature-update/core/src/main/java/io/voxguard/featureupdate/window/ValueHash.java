package io.voxguard.featureupdate.window;

import java.nio.charset.StandardCharsets;

/** Hash of a text: FNV-1a with MurmurHash3's finaliser, as {@code docs/wire/feature-definitions.md} has it. */
final class ValueHash {
    /** Bits of the hash of a value. */
    static final int BITS = 40;

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private ValueHash() {}

    /** Returns the upper 40 bits of the hash of a value. */
    static long of(String value) {
        return finish(add(OFFSET, value)) >>> Long.SIZE - BITS;
    }

    /** Returns 64 bits, not all of them 0, that stand for an event: its kind and the id of its call. */
    static long ofEvent(String kind, String callId) {
        long hash = finish(add(add(OFFSET, kind) * PRIME, callId));
        return hash == 0 ? 1 : hash;
    }

    private static long add(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                hash = (hash ^ c) * PRIME;
            } else {
                return addBytes(hash, text.substring(i));
            }
        }
        return hash;
    }

    private static long addBytes(long start, String text) {
        long hash = start;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xff) * PRIME;
        }
        return hash;
    }

    private static long finish(long hash) {
        long h = hash;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
    }
}
