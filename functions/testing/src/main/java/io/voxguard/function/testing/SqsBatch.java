package io.voxguard.function.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Payloads of invocations with messages of a queue. */
public final class SqsBatch {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SqsBatch() {}

    /** Returns the payload with messages {@code m0}, {@code m1} and so on of a queue, which is of the kind FIFO if its name ends in {@code .fifo}. */
    public static String of(String queueName, String... bodies) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (String body : bodies) {
            records.add(Map.of(
                    "messageId",
                    "m" + records.size(),
                    "body",
                    body,
                    "eventSource",
                    "aws:sqs",
                    "eventSourceARN",
                    "arn:aws:sqs:eu-west-1:1:" + queueName));
        }
        try {
            return JSON.writeValueAsString(Map.of("Records", records));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are JSON", e);
        }
    }
}
