package io.voxguard.rulerefresh.service.http;

/** The one shape of errors. */
record ErrorReply(Fault error) {
    /** What was wrong. */
    record Fault(int status, String field, String expected, String got, String message) {}

    static ErrorReply of(int status, String field, String expected, String got) {
        return new ErrorReply(
                new Fault(status, field, expected, got, field + ": expected " + expected + ", got " + got));
    }
}
