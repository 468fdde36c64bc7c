package io.voxguard.api.http.grpc;

import io.vertx.grpc.common.GrpcStatus;
import io.voxguard.problem.Refused;

/** Status and message of a call that is not answered. */
record GrpcFault(GrpcStatus status, String message) {
    static GrpcFault of(Refused refused) {
        return new GrpcFault(status(refused.kind()), refused.problem().message());
    }

    private static GrpcStatus status(Refused.Kind kind) {
        return switch (kind) {
            case INVALID, NOT_ACCEPTABLE, CONFLICT, EXPECTATION_FAILED -> GrpcStatus.INVALID_ARGUMENT;
            case FORBIDDEN -> GrpcStatus.PERMISSION_DENIED;
            case NOT_FOUND -> GrpcStatus.NOT_FOUND;
            case NO_SUCH_METHOD, UNSUPPORTED_ENCODING -> GrpcStatus.UNIMPLEMENTED;
            case TOO_LARGE, OVERLOADED -> GrpcStatus.RESOURCE_EXHAUSTED;
            case FAULT -> GrpcStatus.INTERNAL;
            case UNAVAILABLE -> GrpcStatus.UNAVAILABLE;
            case TOO_LATE -> GrpcStatus.DEADLINE_EXCEEDED;
        };
    }
}
