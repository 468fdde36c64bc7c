package io.voxguard.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxguard.demo.records.CallRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts what became of the calls, by caller and by label. Not thread-safe. */
final class Tally {
    private static final int ERRORS_SHOWN = 3;

    private final Map<String, Caller> callers = new HashMap<>();
    private final Map<String, Label> labels = new TreeMap<>();
    private final List<String> errorMessages = new ArrayList<>();
    private final Histogram micros = new Histogram(60_000_000, 3);
    private long calls;
    private long scored;
    private long degraded;
    private long errors;
    private long blocked;
    private long review;

    /** One caller's calls; the reasons are counted, with the value that was furthest off. */
    static final class Caller {
        final String number;
        long calls;
        long blocked;
        long review;
        double highest;
        double sum;
        final Map<String, Integer> reasons = new LinkedHashMap<>();
        final Map<String, String> examples = new HashMap<>();

        Caller(String number) {
            this.number = number;
        }
    }

    /** Calls of one label in the records. */
    static final class Label {
        long calls;
        long stopped;
    }

    void count(ScoringClient.Reply reply) {
        calls++;
        micros.recordValue(Math.min(reply.micros(), micros.getHighestTrackableValue()));
        if (reply.status() != 200) {
            error("HTTP " + reply.status() + " "
                    + reply.body().path("error").path("message").asText());
            return;
        }
        scored++;
        degraded += reply.body().path("degraded").isEmpty() ? 0 : 1;
        String decision = reply.body().path("decision").asText();
        boolean block = decision.equals("block");
        boolean toReview = decision.equals("review");
        blocked += block ? 1 : 0;
        review += toReview ? 1 : 0;
        Caller caller = callers.computeIfAbsent(reply.call().caller(), Caller::new);
        caller.calls++;
        caller.blocked += block ? 1 : 0;
        caller.review += toReview ? 1 : 0;
        double score = reply.body().path("score").asDouble();
        caller.sum += score;
        if (block || toReview) {
            reasons(caller, reply.body().path("reasons"), score > caller.highest);
        }
        caller.highest = Math.max(caller.highest, score);
        if (reply.call().label() != null) {
            Label label = labels.computeIfAbsent(reply.call().label(), key -> new Label());
            label.calls++;
            label.stopped += block || toReview ? 1 : 0;
        }
    }

    void failed(CallRecord call, Throwable fault) {
        calls++;
        error("call of " + call.caller() + ": " + fault);
    }

    private void error(String message) {
        errors++;
        if (errorMessages.size() < ERRORS_SHOWN) {
            errorMessages.add(message);
        }
    }

    private static void reasons(Caller caller, JsonNode reasons, boolean worst) {
        for (JsonNode reason : reasons) {
            boolean byRule = reason.has("rule");
            String what = byRule
                    ? "rule " + reason.path("rule").asText()
                    : reason.path("feature").asText();
            caller.reasons.merge(what, 1, Integer::sum);
            if (worst || !caller.examples.containsKey(what)) {
                caller.examples.put(
                        what, byRule ? what + ": " + reason.path("name").asText() : ofFeature(what, reason));
            }
        }
    }

    private static String ofFeature(String feature, JsonNode reason) {
        JsonNode ordinary = reason.path("ordinary");
        return String.format(
                "%s %.4g (ordinary %.4g to %.4g)",
                feature,
                reason.path("value").asDouble(),
                ordinary.path("low").asDouble(),
                ordinary.path("high").asDouble());
    }

    /** The callers with the most calls that were blocked or reviewed, then by their highest score. */
    List<Caller> mostSuspicious(int count) {
        return callers.values().stream()
                .sorted(Comparator.<Caller>comparingLong(caller -> -caller.blocked)
                        .thenComparingLong(caller -> -caller.review)
                        .thenComparingDouble(caller -> -caller.highest))
                .limit(count)
                .toList();
    }

    Map<String, Label> labels() {
        return labels;
    }

    List<String> errorMessages() {
        return errorMessages;
    }

    boolean everyCallScored() {
        return scored == calls && errors == 0;
    }

    /** Returns the number of calls that were blocked or left to review. */
    long detections() {
        return blocked + review;
    }

    long blocked() {
        return blocked;
    }

    /**
     * The last line of the demo, for programs.
     *
     * @param more fields, each with a comma before it
     */
    String json(double seconds, String more) {
        return String.format(
                "{\"calls\":%d,\"scored\":%d,\"errors\":%d,\"degraded\":%d,\"blocked\":%d,\"review\":%d,"
                        + "\"p50_us\":%d,\"p99_us\":%d,\"calls_per_s\":%d%s}",
                calls,
                scored,
                errors,
                degraded,
                blocked,
                review,
                micros.getValueAtPercentile(50),
                micros.getValueAtPercentile(99),
                Math.round(calls / seconds),
                more);
    }
}
