package io.voxguard.fanout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code replay-events}: begins a replay, and waits for its end if asked to. */
final class ReplayEvents {
    static final Options.Known OPTIONS =
            new Options.Known(Set.of("--destination", "--from", "--to", "--filter", "--url"), Set.of("--wait"));
    private static final Duration INTERVAL = Duration.ofMillis(500);
    /** Failures in a row while the replay is watched: it goes on though a replica is replaced. */
    private static final int MAX_FAILURES = 60;

    private ReplayEvents() {}

    static int run(Options options, PrintStream out) throws CommandFailure, InterruptedException {
        if (!options.words().isEmpty()) {
            throw CommandFailure.usage("replay-events: expected options only, got "
                    + options.words().getFirst());
        }
        DestinationClient client = options.client();
        ObjectNode order = DestinationClient.JSON.createObjectNode();
        order.put("from", options.required("--from", "a time such as 2026-11-30T08:00:00Z"));
        options.value("--to").ifPresent(to -> order.put("to", to));
        options.value("--filter").ifPresent(filter -> order.put("filter", filter));
        JsonNode replay = client.send("POST", "/replay", order.toString());
        String id = replay.path("id").asText();
        out.printf(
                "replay %s to %s: from %s to %s%n",
                id,
                client.destination(),
                replay.path("from").asText(),
                replay.path("to").asText());
        if (replay.has("log_starts_at")) {
            out.printf(
                    "the log starts at %s: what was before it is gone%n",
                    replay.path("log_starts_at").asText());
        }
        return options.has("--wait") ? await(client, id, out) : FanoutCli.DONE;
    }

    private static int await(DestinationClient client, String id, PrintStream out)
            throws CommandFailure, InterruptedException {
        String shown = "";
        for (int failures = 0; ; TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos())) {
            JsonNode replay;
            try {
                replay = client.send("GET", "/replays/" + DestinationClient.segment(id), "");
                failures = 0;
            } catch (CommandFailure e) {
                failures++;
                if (failures >= MAX_FAILURES) {
                    throw e;
                }
                continue;
            }
            String line = line(replay);
            if (!line.equals(shown)) {
                out.println(line);
                shown = line;
            }
            String state = replay.path("state").asText();
            if (!state.equals("running")) {
                return state.equals("done") && replay.path("dead").asLong() == 0 ? FanoutCli.DONE : FanoutCli.FAILED;
            }
        }
    }

    private static String line(JsonNode replay) {
        String line = replay.path("state").asText() + ": read " + replay.path("read")
                + ", matched " + replay.path("matched")
                + ", delivered " + replay.path("delivered")
                + ", dead " + replay.path("dead");
        if (replay.has("position")) {
            line += ", at " + replay.path("position").asText();
        }
        return replay.has("cause") ? line + ": " + replay.path("cause").asText() : line;
    }
}
