package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.PooledByteBufAllocator;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Compresses and decompresses bodies: gzip and deflate. */
public final class Compression {
    /** The Content-Encodings that are read, for a reply's Accept-Encoding. */
    static final String KNOWN = "gzip, deflate, identity";

    private static final int BUFFER = 8 * 1024;

    private Compression() {}

    /** Returns true for a Content-Encoding that can be read; null stands for an absent one. */
    static boolean isKnown(@Nullable String encoding) {
        return encoding == null
                || switch (encoding.strip().toLowerCase(Locale.ROOT)) {
                    case "", "identity", "gzip", "x-gzip", "deflate" -> true;
                    default -> false;
                };
    }

    static boolean isPlain(@Nullable String encoding) {
        return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity");
    }

    /**
     * Returns a body decompressed.
     *
     * @param encoding the request's Content-Encoding; null when it is absent
     * @param limit most bytes once it is decompressed; more are 413
     */
    static byte[] decoded(byte[] body, @Nullable String encoding, int limit) {
        byte[] decoded = decodedWithin(body, encoding, limit);
        if (decoded == null) {
            throw Refused.tooLarge("body", "at most " + limit + " bytes once it is decompressed", "more");
        }
        return decoded;
    }

    /** Returns a body decompressed; null when it is larger than the limit. */
    static byte @Nullable [] decodedWithin(byte[] body, @Nullable String encoding, int limit) {
        if (encoding == null || isPlain(encoding)) {
            return body.length <= limit ? body : null;
        }
        try (InputStream in =
                decoding(new ByteArrayInputStream(body), encoding.strip().toLowerCase(Locale.ROOT))) {
            byte[] decoded = in.readNBytes(limit);
            return in.read() >= 0 ? null : decoded;
        } catch (IOException e) {
            throw Refused.invalid("body", encoding + " data", String.valueOf(e.getMessage()));
        }
    }

    private static InputStream decoding(InputStream in, String encoding) throws IOException {
        return switch (encoding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(in, BUFFER);
            case "deflate" -> new InflaterInputStream(in);
            default ->
                throw new Refused(
                        Refused.Kind.UNSUPPORTED_ENCODING,
                        new Problem("Content-Encoding", "gzip, deflate or identity", encoding));
        };
    }

    /** Returns a body compressed, for speed rather than size; releases the one that is given. */
    public static ByteBuf encoded(ByteBuf body, String encoding) {
        ByteBuf compressed = PooledByteBufAllocator.DEFAULT.directBuffer(body.readableBytes() / 2);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (ByteBufInputStream in = new ByteBufInputStream(body, true);
                OutputStream out = encoding(new ByteBufOutputStream(compressed), encoding, deflater)) {
            in.transferTo(out);
        } catch (IOException e) {
            compressed.release();
            throw new UncheckedIOException("writing to memory failed", e);
        } finally {
            deflater.end();
        }
        return compressed;
    }

    private static OutputStream encoding(OutputStream out, String encoding, Deflater deflater) throws IOException {
        return encoding.equals("gzip") ? new QuickGzip(out) : new DeflaterOutputStream(out, deflater, BUFFER);
    }

    private static final class QuickGzip extends GZIPOutputStream {
        QuickGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
