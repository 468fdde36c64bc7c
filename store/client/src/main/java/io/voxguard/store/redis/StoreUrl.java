package io.voxguard.store.redis;

import io.lettuce.core.RedisURI;
import java.util.List;

/** Reads a store's address, and says what is wrong with it without showing the password in it. */
final class StoreUrl {
    private static final List<String> SCHEMES = List.of("redis://", "rediss://", "redis-socket://");

    private StoreUrl() {}

    static RedisURI parse(String url) {
        if (SCHEMES.stream().noneMatch(url::startsWith)) {
            throw new IllegalArgumentException("STORE_URL: expected redis://host:port, rediss://host:port (TLS) or"
                    + " redis-socket:///path/to/socket, got " + withoutPassword(url));
        }
        try {
            return RedisURI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "STORE_URL: " + withoutPassword(url) + " is not an address of a store", e);
        }
    }

    static String withoutPassword(String url) {
        return url.replaceFirst("//[^/@]*@", "//***@");
    }
}
