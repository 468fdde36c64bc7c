package io.voxguard.fanout.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The replays of a destination as the store has them: JSON, the oldest first, times in Unix milliseconds. */
final class ReplayDocument {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReplayDocument() {}

    static byte[] write(List<Replay> replays) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.getFactory().createGenerator(out)) {
            json.writeStartArray();
            for (Replay replay : replays) {
                write(replay, json);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(Replay replay, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", replay.id());
        json.writeStringField("state", replay.state().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("from_ms", replay.from().toEpochMilli());
        json.writeNumberField("to_ms", replay.to().toEpochMilli());
        if (replay.filter().isPresent()) {
            json.writeStringField("filter", replay.filter().get());
        }
        if (replay.logStartsAt().isPresent()) {
            json.writeNumberField("log_starts_at_ms", replay.logStartsAt().get().toEpochMilli());
        }
        json.writeNumberField("started_at_ms", replay.startedAt().toEpochMilli());
        if (replay.endedAt().isPresent()) {
            json.writeNumberField("ended_at_ms", replay.endedAt().get().toEpochMilli());
        }
        if (replay.cause().isPresent()) {
            json.writeStringField("cause", replay.cause().get());
        }
        json.writeEndObject();
    }

    static List<Replay> read(byte[] document) {
        try {
            List<Replay> replays = new ArrayList<>();
            JSON.readTree(document).forEach(replay -> replays.add(read(replay)));
            return replays;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Replay read(JsonNode json) {
        return new Replay(
                json.path("id").asText(),
                Replay.State.valueOf(json.path("state").asText().toUpperCase(Locale.ROOT)),
                time(json, "from_ms").orElse(Instant.EPOCH),
                time(json, "to_ms").orElse(Instant.EPOCH),
                text(json, "filter"),
                time(json, "log_starts_at_ms"),
                time(json, "started_at_ms").orElse(Instant.EPOCH),
                time(json, "ended_at_ms"),
                text(json, "cause"));
    }

    private static Optional<Instant> time(JsonNode json, String name) {
        return json.hasNonNull(name)
                ? Optional.of(Instant.ofEpochMilli(json.get(name).asLong()))
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode json, String name) {
        return json.hasNonNull(name) ? Optional.of(json.get(name).asText()) : Optional.empty();
    }
}
