package io.voxguard.api.http.exchange;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what the head of a request says about its body. The media type is ignored: bodies are JSON, or what the route expects. */
public final class RequestHead {
    private static final String CONTINUE = "100-continue";
    private static final Pattern JSON =
            Pattern.compile("\\s*application/([\\w.-]+\\+)?json\\s*(;|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)\"?", Pattern.CASE_INSENSITIVE);
    /** Milliseconds for which a body is discarded after its refusal: closing at once would reset the connection under the reply. */
    private static final long LINGER_MS = 1_000;

    private RequestHead() {}

    /** Returns the refusal of a request whose head is wrong; null for one that is right. */
    static @Nullable Refused problem(HttpServerRequest request, int limit) {
        Refused expectation = unknownExpectation(request);
        if (expectation != null) {
            return expectation;
        }
        String encoding = ListHeader.of(request, HttpHeaders.CONTENT_ENCODING);
        if (!Compression.isKnown(encoding)) {
            return refused(
                    Refused.Kind.UNSUPPORTED_ENCODING, "Content-Encoding", "gzip, deflate or identity", encoding);
        }
        String charset = charset(request.getHeader(HttpHeaders.CONTENT_TYPE));
        if (charset != null) {
            return refused(Refused.Kind.UNSUPPORTED_ENCODING, "Content-Type", "charset utf-8, or none", charset);
        }
        String accepted = ListHeader.of(request, HttpHeaders.ACCEPT_ENCODING);
        if (accepted != null && AcceptEncoding.of(accepted).allowsNothing()) {
            return refused(
                    Refused.Kind.NOT_ACCEPTABLE,
                    "Accept-Encoding",
                    "gzip, deflate or identity among what is acceptable",
                    accepted);
        }
        return isAnnouncedLarger(request, limit)
                ? Refused.tooLarge("body", "at most " + limit + " bytes", request.getHeader(HttpHeaders.CONTENT_LENGTH))
                : null;
    }

    static @Nullable Refused unknownExpectation(HttpServerRequest request) {
        String expectation = expectation(request);
        return expectation == null || expectation.equalsIgnoreCase(CONTINUE)
                ? null
                : refused(Refused.Kind.EXPECTATION_FAILED, "Expect", CONTINUE + ", or nothing", expectation);
    }

    /** Returns true when the sender waits for 100-continue before it sends the body. */
    static boolean waits(HttpServerRequest request) {
        return CONTINUE.equalsIgnoreCase(expectation(request));
    }

    /** Returns null when there is no expectation; an HTTP/1.0 client cannot have one. */
    private static @Nullable String expectation(HttpServerRequest request) {
        String expectation = ListHeader.of(request, HttpHeaders.EXPECT);
        return expectation == null || request.version() == HttpVersion.HTTP_1_0 ? null : expectation.strip();
    }

    /**
     * To be called before the reply to a request whose body is not read. A sender that expects 100-continue may send it or not: what follows on
     * the connection is then not known to be a request, so that the connection closes.
     */
    public static void closeIfUnread(HttpServerRequest request) {
        if (ListHeader.of(request, HttpHeaders.EXPECT) == null
                || request.isEnded()
                || request.version() == HttpVersion.HTTP_2
                || request.response().ended()) {
            return;
        }
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        request.handler(discarded -> {});
        request.response().endHandler(sent -> {
            request.endHandler(whole -> request.connection().close());
            EventLoops.here().schedule(() -> request.connection().close(), LINGER_MS, TimeUnit.MILLISECONDS);
        });
    }

    /**
     * Returns the charset of JSON that is not UTF-8; null for UTF-8 and when no charset is named. Charsets of other media types are ignored like the type itself:
     * libraries add one unasked.
     */
    private static @Nullable String charset(@Nullable String contentType) {
        // most name the media type alone: the patterns need not be tried
        if (contentType == null
                || contentType.indexOf(';') < 0
                || !JSON.matcher(contentType).lookingAt()) {
            return null;
        }
        Matcher named = CHARSET.matcher(contentType);
        if (!named.find()) {
            return null;
        }
        String charset = named.group(1).toLowerCase(Locale.ROOT);
        return switch (charset) {
            case "utf-8", "utf8", "us-ascii", "" -> null;
            default -> named.group(1);
        };
    }

    private static boolean isAnnouncedLarger(HttpServerRequest request, int limit) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && (length.length() > 9 || announced(request) > limit);
    }

    /** Returns the length that the sender announced; 0 when it did not. */
    static int announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || length.length() > 9) {
            return 0;
        }
        try {
            return Integer.parseInt(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Refused refused(Refused.Kind kind, String field, String expected, @Nullable String got) {
        return new Refused(kind, new Problem(field, expected, String.valueOf(got)));
    }
}
