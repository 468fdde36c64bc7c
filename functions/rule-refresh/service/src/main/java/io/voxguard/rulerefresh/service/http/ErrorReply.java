package io.voxguard.rulerefresh.service.http;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The one shape of errors. */
@RegisterForReflection(targets = {ErrorReply.class, ErrorReply.Fault.class})
record ErrorReply(Fault error) {
    /** What was wrong. */
    record Fault(int status, String field, String expected, String got, String message) {}

    static ErrorReply of(int status, String field, String expected, String got) {
        return new ErrorReply(
                new Fault(status, field, expected, got, field + ": expected " + expected + ", got " + got));
    }
}
