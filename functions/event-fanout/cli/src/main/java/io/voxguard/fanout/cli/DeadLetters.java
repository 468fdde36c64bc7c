package io.voxguard.fanout.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Set;

/** {@code dead-letters list|show|redeliver|delete}: dead letters of a destination. */
final class DeadLetters {
    static final Options.Known OPTIONS = new Options.Known(Set.of("--destination", "--url"), Set.of("--all"));
    private static final String ACTIONS = "list, show, redeliver or delete";
    private static final int BATCH = 100;

    private DeadLetters() {}

    static int run(Options options, PrintStream out) throws CommandFailure, InterruptedException {
        String action = options.words().isEmpty() ? "nothing" : options.words().removeFirst();
        boolean isList = action.equals("list");
        if (!Set.of("list", "show", "redeliver", "delete").contains(action)) {
            throw CommandFailure.usage("dead-letters: expected " + ACTIONS + ", got " + action);
        }
        boolean all = options.has("--all") && !action.equals("show");
        int expected = isList || all ? 0 : 1;
        if (options.words().size() != expected || (options.has("--all") && !all)) {
            throw CommandFailure.usage("dead-letters " + action + ": expected "
                    + (isList ? "no id" : action.equals("show") ? "an id" : "an id or --all")
                    + ", got " + (options.words().isEmpty() ? "nothing" : String.join(" ", options.words()))
                    + (options.has("--all") ? " --all" : ""));
        }
        DestinationClient client = options.client();
        return switch (action) {
            case "list" -> list(client, all, out);
            case "show" -> show(client, options.words().getFirst(), out);
            default ->
                all
                        ? batches(client, action, out)
                        : one(client, action, options.words().getFirst(), out);
        };
    }

    private static int list(DestinationClient client, boolean all, PrintStream out)
            throws CommandFailure, InterruptedException {
        String after = "";
        int listed = 0;
        JsonNode letters;
        do {
            letters = client.send("GET", "/dead-letters?limit=" + BATCH + after, "")
                    .path("dead_letters");
            for (JsonNode letter : letters) {
                out.println(line(letter));
                after = "&after=" + letter.path("id").asText();
                listed++;
            }
        } while (all && letters.size() == BATCH);
        out.println(letters.size() == BATCH ? "the first " + listed + "; --all lists all" : listed + " dead letters");
        return FanoutCli.DONE;
    }

    private static String line(JsonNode letter) {
        return letter.path("id").asText() + "  "
                + Instant.ofEpochMilli(letter.path("last_attempt_ms").asLong())
                + "  attempts " + letter.path("attempts") + "  event "
                + event(letter).path("id").asText("unreadable") + "  "
                + letter.path("cause").asText();
    }

    private static JsonNode event(JsonNode letter) {
        try {
            return DestinationClient.JSON.readTree(letter.path("event").asText());
        } catch (JsonProcessingException e) {
            return DestinationClient.JSON.missingNode();
        }
    }

    private static int show(DestinationClient client, String id, PrintStream out)
            throws CommandFailure, InterruptedException {
        JsonNode letter = client.send("GET", path(id), "");
        out.println("id             " + letter.path("id").asText());
        out.println("cause          " + letter.path("cause").asText());
        out.println("attempts       " + letter.path("attempts"));
        long first = letter.path("first_attempt_ms").asLong();
        out.println("first attempt  " + (first == 0 ? "none" : Instant.ofEpochMilli(first)));
        out.println("last attempt   "
                + Instant.ofEpochMilli(letter.path("last_attempt_ms").asLong()));
        out.println(letter.path("event").asText());
        return FanoutCli.DONE;
    }

    private static String path(String id) {
        return "/dead-letters/" + DestinationClient.segment(id);
    }

    private static int one(DestinationClient client, String action, String id, PrintStream out)
            throws CommandFailure, InterruptedException {
        if (action.equals("delete")) {
            client.send("DELETE", path(id), "");
            out.println("deleted " + id);
        } else {
            client.send("POST", path(id) + "/redeliver", "");
            out.println("delivered " + id);
        }
        return FanoutCli.DONE;
    }

    private static int batches(DestinationClient client, String action, PrintStream out)
            throws CommandFailure, InterruptedException {
        boolean deletes = action.equals("delete");
        long done = 0;
        long kept = 0;
        String failure = "";
        JsonNode batch;
        String after = "";
        do {
            batch = deletes
                    ? client.send("DELETE", "/dead-letters?limit=" + BATCH + after, "")
                    : client.send("POST", "/dead-letters/redeliver?limit=" + BATCH + after, "");
            done += batch.path("done").asLong();
            kept += batch.path("kept").asLong();
            failure = batch.path("last_failure").asText(failure);
            after = "&after=" + batch.path("last").asText();
        } while (batch.has("last") && !batch.path("stopped").asBoolean());
        out.println((deletes ? "deleted " : "delivered ")
                + done
                + (kept == 0 ? "" : ", not delivered " + kept + ": " + failure)
                + (batch.path("stopped").asBoolean() ? "; stopped, since the destination is not available" : ""));
        return kept == 0 ? FanoutCli.DONE : FanoutCli.FAILED;
    }
}
