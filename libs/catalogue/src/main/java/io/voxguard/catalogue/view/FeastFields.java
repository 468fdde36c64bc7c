package io.voxguard.catalogue.view;

import java.nio.charset.StandardCharsets;

/** Names of the fields in a hash of Feast's: murmur3 of {@code view:feature} for a feature, {@code _ts:view} for the event time. */
public final class FeastFields {
    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private FeastFields() {}

    /** The field of a feature: its hash, 4 bytes little-endian. */
    public static byte[] feature(String storedView, String feature) {
        int hash = hash(storedView, feature);
        return new byte[] {(byte) hash, (byte) (hash >>> 8), (byte) (hash >>> 16), (byte) (hash >>> 24)};
    }

    /** The field of a view's event time. */
    public static byte[] eventTime(String storedView) {
        return ("_ts:" + storedView).getBytes(StandardCharsets.UTF_8);
    }

    static int hash(String storedView, String feature) {
        return murmur3((storedView + ":" + feature).getBytes(StandardCharsets.UTF_8));
    }

    /** MurmurHash3 x86 32-bit, seed 0 (Austin Appleby, public domain). */
    static int murmur3(byte[] data) {
        int hash = 0;
        int blocks = data.length / 4;
        for (int i = 0; i < blocks; i++) {
            hash = Integer.rotateLeft(hash ^ mixed(littleEndian(data, 4 * i, 4)), 13) * 5 + 0xe6546b64;
        }
        if (data.length % 4 != 0) {
            hash ^= mixed(littleEndian(data, 4 * blocks, data.length % 4));
        }
        hash ^= data.length;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    private static int mixed(int block) {
        return Integer.rotateLeft(block * C1, 15) * C2;
    }

    private static int littleEndian(byte[] data, int at, int bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (data[at + i] & 0xff) << 8 * i;
        }
        return value;
    }
}
