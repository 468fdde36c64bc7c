package io.voxguard.benchmarks.store;

import java.net.URI;
import java.util.List;

/** A STORE_URL, taken apart for programs that want it in parts. */
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

    /** Whether it can be spoken to without a secret and without TLS, by the small clients beside ours. */
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

    /** How redis-benchmark is told. */
    List<String> options() {
        return isSocket() ? List.of("-s", socket()) : List.of("-h", host(), "-p", Integer.toString(port()));
    }
}
