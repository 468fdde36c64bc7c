package io.voxguard.api.http.exchange;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers whose value is a list. A sender, or a proxy on the way, may spread it over several lines (RFC 9110, 5.3). */
final class ListHeader {
    private ListHeader() {}

    /** Returns the elements of all lines, with commas between; null if the request has no such header. */
    static @Nullable String of(HttpServerRequest request, CharSequence name) {
        String first = request.getHeader(name);
        if (first == null) {
            return null;
        }
        List<String> lines = request.headers().getAll(name);
        return lines.size() == 1 ? first : String.join(", ", lines);
    }
}
