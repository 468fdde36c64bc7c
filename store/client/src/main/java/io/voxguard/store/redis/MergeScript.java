package io.voxguard.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.voxguard.store.EventWrite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The two scripts that write what is newer: sent by their hash, and whole where the store does not know them (any more). */
enum MergeScript {
    ROW("merge-row.lua"),
    HASH("merge-hash.lua");

    private final byte[] source;
    private final byte[] sha1;

    MergeScript(String file) {
        this.source = read(file);
        this.sha1 = sha1(source);
    }

    static MergeScript of(EventWrite write) {
        return switch (write) {
            case EventWrite.OfRow row -> ROW;
            case EventWrite.OfHash hash -> HASH;
        };
    }

    /** Arguments of EVALSHA ({@code known}) or EVAL. */
    CommandArgs<byte[], byte[]> args(EventWrite write, boolean known) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(known ? sha1 : source)
                .add(1)
                .addKey(write.key());
        switch (write) {
            case EventWrite.OfRow row ->
                args.addValue(row.row()).add(row.eventTimeMs()).add(row.ttl().toMillis());
            case EventWrite.OfHash hash -> {
                args.addValue(hash.timeField())
                        .addValue(hash.time())
                        .add(hash.seconds())
                        .add(hash.nanos())
                        .add(hash.ttl().toMillis());
                hash.fields().forEach(args::addValue);
            }
        }
        return args;
    }

    private static byte[] read(String file) {
        try (InputStream in = MergeScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not beside its class");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
