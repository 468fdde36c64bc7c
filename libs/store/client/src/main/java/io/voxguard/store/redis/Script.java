package io.voxguard.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A script of the store: its source, and the hash that the store knows it by once it has seen it. The arrays are not to be changed. */
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

    /** What to send: the hash where the store knows the script, else the whole of it. */
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
