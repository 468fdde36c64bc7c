package io.voxguard.function.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.voxguard.function.EventHandler;
import io.voxguard.function.FunctionSettings;
import io.voxguard.function.event.CloudEventReader;
import io.voxguard.function.event.Outcome;
import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.RedisStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Remembers in the store which number each caller has called last. */
@Singleton
public final class LastCallHandler implements EventHandler {
    static final String TYPE = "io.voxguard.call.v1";
    static final String KEY = "sample:last-call";

    private final SharedState state;
    private final FunctionSettings settings;
    private final ObjectMapper json;

    LastCallHandler(RedisStore store, FunctionSettings settings, ObjectMapper json) {
        this.state = store.shared();
        this.settings = settings;
        this.json = json;
    }

    private record Call(String caller, String callee) {}

    @Override
    public Outcome handle(CloudEvent event) {
        if (!event.getType().equals(TYPE)) {
            return Outcome.rejected("type", TYPE, event.getType());
        }
        return call(event)
                .map(this::remember)
                .orElseGet(() -> Outcome.rejected(
                        "data", "an object with caller and callee", CloudEventReader.text(event.getData())));
    }

    private Outcome remember(Call call) {
        byte[] callee = call.callee().getBytes(StandardCharsets.UTF_8);
        try {
            state.put(KEY, call.caller(), callee, List.of(), settings.storeLimit());
            return Outcome.done();
        } catch (StoreUnavailable e) {
            return Outcome.retry("store: " + e.getMessage());
        }
    }

    private Optional<Call> call(CloudEvent event) {
        try {
            JsonNode data = event.getData() == null
                    ? json.missingNode()
                    : json.readTree(event.getData().toBytes());
            return data.path("caller").isTextual() && data.path("callee").isTextual()
                    ? Optional.of(new Call(
                            data.get("caller").textValue(), data.get("callee").textValue()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
