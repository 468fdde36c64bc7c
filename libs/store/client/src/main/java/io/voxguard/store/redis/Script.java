package io.voxguard.store.redis;

import io.voxguard.store.redis.connection.Quirk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Lua script: its source, and the hash by which a store that has seen it knows it. Scripts run on Lua 5.1 and 5.4, declare every key
 * ({@link Quirk#UNDECLARED_KEYS_REFUSED}) and return integers ({@link Quirk#FRACTIONS_FROM_SCRIPTS}). The arrays are not to be changed.
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the wire, compared by nobody
record Script(byte[] source, byte[] sha1) {

    /** Reads a file beside this class. */
    static Script read(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not beside its class");
            }
            byte[] source = in.readAllBytes();
            return new Script(source, sha1(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the hash if the store knows the script, else the source. */
    byte[] sent(boolean known) {
        return known ? sha1 : source;
    }

    private static byte[] sha1(byte[] source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
