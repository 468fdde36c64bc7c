package io.voxguard.store.messaging.streams;

import static io.voxguard.store.messaging.streams.TestStreams.attributes;
import static io.voxguard.store.messaging.streams.TestStreams.newStream;
import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.TracingMetadata;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traces of messages, in a process with OpenTelemetry's instrumentation. */
class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private TestServer server;
    private TestStreams streams;

    @BeforeEach
    void open() {
        server = TestServer.embedded();
        streams = new TestStreams(server.url(), openTelemetry);
    }

    @AfterEach
    void close() throws Exception {
        streams.close();
        server.close();
        openTelemetry.close();
    }

    @Test
    void spanOfAReceivedEntryContinuesTheTraceOfItsField() {
        String stream = newStream();
        streams.store.xadd(stream, Map.of("record", "x", "traceparent", "00-" + TRACE + "-" + PARENT + "-01"));

        streams.read(attributes(stream));

        await("a span ends", () -> spans.getFinishedSpanItems().size() == 1);
        SpanData span = spans.getFinishedSpanItems().getFirst();
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(PARENT);
        assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(span.getName()).isEqualTo(stream + " receive");
        assertThat(span.getAttributes().get(DESTINATION)).isEqualTo(stream);
    }

    @Test
    void traceIsReadFromTheExtensionOfACloudEventToo() {
        String stream = newStream();
        streams.store.xadd(
                stream,
                Map.of(
                        "record",
                        "x",
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        "1",
                        "ce_source",
                        "/",
                        "ce_type",
                        "t",
                        "ce_traceparent",
                        "00-" + TRACE + "-" + PARENT + "-01"));

        streams.read(attributes(stream));

        await("a span ends", () -> spans.getFinishedSpanItems().size() == 1);
        assertThat(spans.getFinishedSpanItems().getFirst().getTraceId()).isEqualTo(TRACE);
    }

    @Test
    void sentEntryHasTheTraceOfItsSpan() {
        String stream = newStream();
        streams.write(
                Map.of("stream", stream),
                Multi.createFrom().item(Message.of("x").addMetadata(TracingMetadata.empty())));

        await("it is appended", () -> streams.store.xlen(stream) == 1);
        SpanData span = spans.getFinishedSpanItems().getFirst();
        assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(streams.store
                        .xrange(stream, Range.unbounded())
                        .getFirst()
                        .getBody()
                        .get("traceparent"))
                .isEqualTo("00-" + span.getTraceId() + "-" + span.getSpanId() + "-01");
    }

    @Test
    void tracingThatIsSwitchedOffLeavesFieldsAlone() {
        String stream = newStream();
        streams.write(
                Map.of("stream", stream, "tracing-enabled", "false"),
                Multi.createFrom().item(Message.of("x").addMetadata(TracingMetadata.empty())));

        await("it is appended", () -> streams.store.xlen(stream) == 1);
        assertThat(streams.store.xrange(stream, Range.unbounded()).getFirst().getBody())
                .containsOnlyKeys("record");
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }
}
