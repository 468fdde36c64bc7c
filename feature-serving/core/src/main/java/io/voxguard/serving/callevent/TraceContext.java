package io.voxguard.serving.callevent;

import org.jspecify.annotations.Nullable;

/**
 * The trace that an event belongs to, as W3C's Trace Context has it; CloudEvents carry it in extension attributes of the same names.
 *
 * @param traceparent version, trace, span and flags
 * @param tracestate what tracing systems add; null if absent
 */
public record TraceContext(String traceparent, @Nullable String tracestate) {}
