package io.voxguard.api.http.exchange;

import io.vertx.core.http.HttpHeaders;
import io.voxguard.problem.Refused;

/** HTTP's status of a refusal, and the headers that go with it. */
final class RefusedStatus {
    private RefusedStatus() {}

    static int of(Refused.Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case NO_SUCH_METHOD -> 405;
            case NOT_ACCEPTABLE -> 406;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_ENCODING -> 415;
            case EXPECTATION_FAILED -> 417;
            case OVERLOADED -> 429;
            case FAULT -> 500;
            case UNAVAILABLE -> 503;
            case TOO_LATE -> 504;
        };
    }

    /** Sets the headers that go with a refusal and returns its status. */
    static int set(Exchange exchange, Refused refused) {
        switch (refused.kind()) {
            case OVERLOADED -> retryAfter(exchange, Math.max(1, seconds(refused)));
            case UNAVAILABLE -> {
                if (seconds(refused) > 0) {
                    retryAfter(exchange, seconds(refused));
                }
            }
            case UNSUPPORTED_ENCODING -> exchange.replyHeader(HttpHeaders.ACCEPT_ENCODING, Compression.KNOWN);
            default -> {}
        }
        return of(refused.kind());
    }

    private static long seconds(Refused refused) {
        return refused.retryAfter().plusMillis(999).toSeconds();
    }

    private static void retryAfter(Exchange exchange, long seconds) {
        exchange.replyHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
}
