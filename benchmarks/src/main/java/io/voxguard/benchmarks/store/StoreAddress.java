package io.voxguard.benchmarks.store;

import java.net.URI;
import java.util.List;

/** Parts of a STORE_URL, for programs that take them separately. */
record StoreAddress(String url) {
    private URI uri() {
        return URI.create(url);
    }

    boolean isSocket() {
        return url.startsWith("redis-socket:");
    }

    String transport() {
        return isSocket() ? "unix" : url.startsWith("rediss:") ? "tls" : "tcp";
    }

    /** Returns whether the store needs neither credentials nor TLS, nor another database, which the other clients do not support. */
    boolean isPlain() {
        return !url.startsWith("rediss:")
                && uri().getRawUserInfo() == null
                && database().equals("0");
    }

    String socket() {
        return uri().getPath();
    }

    String host() {
        return uri().getHost();
    }

    int port() {
        return uri().getPort() < 0 ? 6379 : uri().getPort();
    }

    private String database() {
        String path = isSocket() ? "" : uri().getPath();
        return path == null || path.length() < 2 ? "0" : path.substring(1);
    }

    /** Returns the address as options of redis-benchmark. */
    List<String> options() {
        return isSocket() ? List.of("-s", socket()) : List.of("-h", host(), "-p", Integer.toString(port()));
    }
}
