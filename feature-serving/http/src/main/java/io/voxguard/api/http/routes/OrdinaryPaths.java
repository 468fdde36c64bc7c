package io.voxguard.api.http.routes;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Routes by path and method, for paths as clients ordinarily write them: in ASCII, without escapes, queries, segments that begin with a dot, empty segments or a slash at the end. The
 * router finds the same routes for these, and for all others: it tries one pattern after the other, with a matcher and a map for each.
 */
final class OrdinaryPaths {
    private final Node root = new Node("");

    OrdinaryPaths(List<Route> routes) {
        routes.forEach(this::add);
    }

    /** A segment of a path; {@code name} is empty for a parameter. */
    private static final class Node {
        private final String name;
        private final List<Node> next = new ArrayList<>();
        private final List<Route> routes = new ArrayList<>();

        Node(String name) {
            this.name = name;
        }

        @Nullable
        Route of(HttpMethod method) {
            for (int i = 0; i < routes.size(); i++) {
                if (routes.get(i).methods().contains(method)) {
                    return routes.get(i);
                }
            }
            return null;
        }
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : route.path().template().substring(1).split("/", -1)) {
            node = child(node, segment.startsWith("{") ? "" : segment);
        }
        node.routes.add(route);
    }

    private static Node child(Node node, String name) {
        for (Node child : node.next) {
            if (child.name.equals(name)) {
                return child;
            }
        }
        Node child = new Node(name);
        int at = node.next.size();
        if (at > 0 && node.next.getLast().name.isEmpty()) {
            at--; // a parameter is tried last
        }
        node.next.add(at, child);
        return child;
    }

    /** Returns the route of a request; null where the router has to look for it. */
    @Nullable
    Route find(HttpMethod method, @Nullable String path) {
        return path != null && isOrdinary(path) ? find(root, path, 1, method) : null;
    }

    private static boolean isOrdinary(String path) {
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c > '~' || c == '%' || c == '?' || c == '#' || before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            before = c;
        }
        return before != '/' && !path.isEmpty() && path.charAt(0) == '/';
    }

    private static @Nullable Route find(Node node, String path, int from, HttpMethod method) {
        int slash = path.indexOf('/', from);
        int end = slash < 0 ? path.length() : slash;
        for (int i = 0; i < node.next.size(); i++) {
            Node child = node.next.get(i);
            boolean matches =
                    child.name.isEmpty() || child.name.length() == end - from && path.startsWith(child.name, from);
            if (matches) {
                Route found = slash < 0 ? child.of(method) : find(child, path, end + 1, method);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
