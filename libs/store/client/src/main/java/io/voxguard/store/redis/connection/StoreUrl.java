package io.voxguard.store.redis.connection;

import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a store's address. What is wrong with it is said without showing what may be a password. */
final class StoreUrl {
    private static final List<String> SCHEMES = List.of("redis", "rediss", "redis-socket");

    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]{0,20}):.*", Pattern.DOTALL);

    /** Host and port, with nothing before them but what ends in an at-sign, and nothing after them but numbers: no part of a password can match. */
    private static final Pattern SERVER =
            Pattern.compile("[a-z-]+://(?:[^/?#]*@)?([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?(/[0-9]*)?");

    private StoreUrl() {}

    /**
     * Returns the address as Lettuce takes it.
     *
     * @throws IllegalArgumentException in one line, without a cause: the messages of Java and Lettuce quote the address
     */
    static RedisURI parse(String url) {
        String scheme = scheme(url);
        if (!SCHEMES.contains(scheme)) {
            throw wrong("redis://host:port, rediss://host:port (TLS) or redis-socket:///path/to/socket", url);
        }
        if (!isAddress(url, scheme)) {
            throw wrong(
                    scheme.equals("redis-socket")
                            ? "redis-socket:///path/to/socket"
                            : scheme + "://[user:password@]host[:port][/database], with special characters of the"
                                    + " password percent-encoded (@ is %40, / is %2F, % is %25)",
                    url);
        }
        try {
            return RedisURI.create(url);
        } catch (RuntimeException e) {
            throw wrong("an address of a store, with a database from 0 and a sound query", url);
        }
    }

    private static boolean isAddress(String url, String scheme) {
        try {
            URI uri = new URI(url);
            if (scheme.equals("redis-socket")) {
                return uri.getPath() != null && uri.getPath().length() > 1;
            }
            boolean database = uri.getPath() == null || uri.getPath().matches("/?[0-9]{0,6}");
            return uri.getHost() != null && database && uri.getFragment() == null && uri.getPort() <= 65_535;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    @SuppressWarnings("UnusedException") // its message holds the address
    private static IllegalArgumentException wrong(String expected, String got) {
        return new IllegalArgumentException("STORE_URL: expected " + expected + ", got " + withoutSecrets(got));
    }

    private static String scheme(String url) {
        Matcher matcher = SCHEME.matcher(url);
        return matcher.matches() && url.startsWith(matcher.group(1) + "://") ? matcher.group(1) : "";
    }

    /** Returns the scheme and the server of an address, as far as they cannot be part of a password. */
    static String withoutSecrets(String url) {
        String scheme = scheme(url);
        if (scheme.isEmpty()) {
            return "something without a scheme";
        }
        if (scheme.equals("redis-socket")) {
            return url.matches("redis-socket:///[A-Za-z0-9._/-]*") ? url : "redis-socket://…";
        }
        Matcher server = SERVER.matcher(url);
        return server.matches()
                ? scheme + "://" + server.group(1) + (server.group(2) == null ? "" : server.group(2))
                : scheme + "://…";
    }
}
