package io.voxguard.rulerefresh.service.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.rulerefresh.app.OneLine;

/** The one shape of errors. */
@RegisterForReflection(targets = {ErrorReply.class, ErrorReply.Fault.class})
record ErrorReply(Fault error) {
    /** What was wrong. */
    record Fault(int status, String field, String expected, String got, String message) {}

    /** One short line, whatever came: what carries an answer on may do so in a header. */
    static ErrorReply of(int status, String field, String expected, String got) {
        String expectedLine = OneLine.of(expected);
        String gotLine = OneLine.of(got);
        return new ErrorReply(new Fault(
                status, field, expectedLine, gotLine, field + ": expected " + expectedLine + ", got " + gotLine));
    }
}
