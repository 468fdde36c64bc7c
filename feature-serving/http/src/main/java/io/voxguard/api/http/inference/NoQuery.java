package io.voxguard.api.http.inference;

import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.problem.Refused;

/** Refuses requests whose parameters stand in the query: the Open Inference Protocol has them in the body, and passing over them would answer another request. */
final class NoQuery {
    private NoQuery() {}

    /** @throws Refused when the request has a query */
    static void check(Exchange exchange) {
        String query = exchange.query();
        if (query != null) {
            throw Refused.invalid("query", "none: parameters stand in the body", query);
        }
    }
}
