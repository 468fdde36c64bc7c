package io.voxguard.featureupdate.service;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.store.row.RowView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Call events as clients send them, and the features that the store has. */
final class CallEventsForTests {
    private CallEventsForTests() {}

    /** Returns a structured event of a call that has started. */
    static String started(String callId, String caller, Instant time) {
        return event("started", callId, caller, time, "");
    }

    /** Returns a structured event of a call that has started, with a place: the JSON of {@code caller_location}. */
    static String startedAt(String callId, String caller, Instant time, String location) {
        return event("started", callId, caller, time, ",\"caller_location\":" + location);
    }

    /** Returns a structured event of a call that has ended. */
    static String ended(String callId, String caller, Instant started, int durationS) {
        return event(
                "ended",
                callId,
                caller,
                started,
                ",\"ended_at\":\"" + started.plusSeconds(durationS) + "\",\"duration_s\":" + durationS);
    }

    private static String event(String kind, String callId, String caller, Instant started, String more) {
        return "{\"specversion\":\"1.0\",\"type\":\"io.voxguard.call." + kind + ".v1\",\"source\":\"/test\",\"id\":\""
                + kind + ':' + callId + "\",\"subject\":\"" + caller + "\",\"partitionkey\":\"" + caller
                + "\",\"datacontenttype\":\"application/json\",\"data\":{\"call_id\":\"" + callId + "\",\"caller\":\""
                + caller + "\",\"callee\":\"+442079460018\",\"trunk\":\"trunk-1\",\"started_at\":\"" + started + "\""
                + more + "}}";
    }

    /** Returns the number of calls of a caller in the last hour, as the store has it; empty without a row. */
    static Optional<Integer> calls1h(String caller) {
        return row("caller_velocity", caller).map(row -> (int) row.value(2));
    }

    /** Returns a row of an entity; empty if the store has none. */
    static Optional<RowView> row(String view, String entity) {
        byte[] key = utf8("fv:{" + entity + "}:" + view);
        return redis(commands -> Optional.ofNullable(commands.get(key))).map(bytes -> {
            RowView row = new RowView();
            row.wrap(ByteBuffer.wrap(bytes));
            return row;
        });
    }

    static <T> T redis(Function<RedisCommands<byte[], byte[]>, T> work) {
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            return work.apply(connection.sync());
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
