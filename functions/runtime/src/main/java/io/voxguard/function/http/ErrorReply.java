package io.voxguard.function.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.function.event.SingleLine;

/** The body of every error reply. */
@RegisterForReflection(targets = {ErrorReply.class, ErrorReply.Fault.class})
public record ErrorReply(Fault error) {
    /** One problem of a request. */
    public record Fault(int status, String field, String expected, String got, String message) {}

    /** Returns a reply of one short line whatever was sent: proxies may pass it on in a header. */
    public static ErrorReply of(int status, String field, String expected, String got) {
        String expectedLine = SingleLine.of(expected);
        String gotLine = SingleLine.of(got);
        return new ErrorReply(new Fault(
                status, field, expectedLine, gotLine, field + ": expected " + expectedLine + ", got " + gotLine));
    }
}
