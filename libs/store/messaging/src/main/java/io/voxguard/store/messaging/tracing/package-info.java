/**
 * Trace context of messages: the fields {@code traceparent} and {@code tracestate} of W3C. In: fields and messages. Out: spans where the process has OpenTelemetry's
 * instrumentation; else the context is passed on.
 */
@NullMarked
package io.voxguard.store.messaging.tracing;

import org.jspecify.annotations.NullMarked;
