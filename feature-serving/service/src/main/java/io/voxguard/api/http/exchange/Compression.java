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

/** The two encodings of bodies that clients of the field use: gzip and deflate. */
public final class Compression {
    /** What a request's Content-Encoding may be, for a reply's Accept-Encoding. */
    public static final String KNOWN = "gzip, deflate, identity";

    private static final int BUFFER = 8 * 1024;

    private Compression() {}

    /** Whether a request's Content-Encoding can be read; null: none. */
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
     * A body as it was before it was compressed.
     *
     * @param encoding the request's Content-Encoding; null: none
     * @param limit more bytes than that are 413, however few they came as
     */
    public static byte[] decoded(byte[] body, @Nullable String encoding, int limit) {
        byte[] decoded = decodedWithin(body, encoding, limit);
        if (decoded == null) {
            throw Refused.tooLarge("body", "at most " + limit + " bytes once it is decompressed", "more");
        }
        return decoded;
    }

    /** A body as it was before it was compressed; null where it is larger than that. */
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

    /** A body compressed, quickly rather than small; the one that is given is released. */
    public static ByteBuf encoded(ByteBuf body, String encoding) {
        ByteBuf compressed = PooledByteBufAllocator.DEFAULT.directBuffer(body.readableBytes() / 2);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (ByteBufInputStream in = new ByteBufInputStream(body, true);
                OutputStream out = encoding(new ByteBufOutputStream(compressed), encoding, deflater)) {
            in.transferTo(out);
        } catch (IOException e) {
            compressed.release();
            throw new UncheckedIOException("memory does not fail", e);
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
