package io.voxguard.rulerefresh.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxguard.rulerefresh.app.Change.Handled;
import io.voxguard.rulerefresh.app.Intake.Came;
import io.voxguard.rulerefresh.lambda.Answer.Failure;
import java.util.ArrayList;
import java.util.List;

/** Messages of SQS queues. Those of a FIFO queue keep their order: the first that has to come again takes all after it with it. */
final class SqsBatch {
    private static final String SOURCE = "aws:sqs";

    private final Events events;

    SqsBatch(Events events) {
        this.events = events;
    }

    Answer take(JsonNode records, Invocation invocation) throws InterruptedException {
        List<Failure> failures = new ArrayList<>();
        boolean stopped = false;
        for (int i = 0; i < records.size(); i++) {
            JsonNode record = records.get(i);
            String at = "Records[" + i + "]";
            if (!record.isObject()) {
                take(events.hole(record, at, "a message"), invocation);
                continue;
            }
            String id = id(record, at);
            if (stopped || invocation.take(events.text(record.path("body").asText(), id)) instanceof Handled.Later) {
                failures.add(new Failure(id));
                stopped |= record.path("eventSourceARN").asText().endsWith(".fifo");
            }
        }
        return new Answer(failures);
    }

    /** What has no id cannot be named among the failures. */
    private static void take(Came hole, Invocation invocation) throws InterruptedException {
        if (invocation.take(hole) instanceof Handled.Later later) {
            throw new UndoneInvocation(later.cause());
        }
    }

    private static String id(JsonNode record, String at) {
        String source = record.path("eventSource").asText("none");
        if (!source.equals(SOURCE)) {
            throw UndoneInvocation.unknown(at + ".eventSource", SOURCE, source);
        }
        JsonNode id = record.path("messageId");
        if (!id.isTextual()) {
            throw UndoneInvocation.unknown(at + ".messageId", "a text", id.isMissingNode() ? "none" : id.toString());
        }
        return id.textValue();
    }
}
