package io.voxguard.api.http.routing;

/** The order of routes. */
public final class Routing {
    /** Before all others, for what is asked per call: each route that is looked at before the right one costs, those with patterns most. */
    public static final int FIRST = -1;

    private Routing() {}
}
