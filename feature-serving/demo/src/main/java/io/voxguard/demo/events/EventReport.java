package io.voxguard.demo.events;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Account of a run's detections.
 *
 * @param detections calls that the service's answers blocked or left to review
 * @param emitted events that the service has sent
 * @param delivered events that the destination has, by its name
 * @param cases empty if case management did not run
 * @param pages empty if alerting did not run
 * @param notes lines on what did not run or arrive, and why
 */
public record EventReport(
        long detections,
        long emitted,
        Map<String, Long> delivered,
        Optional<Cases> cases,
        Optional<List<Page>> pages,
        List<String> notes) {
    static EventReport ofNothing(List<String> notes) {
        return new EventReport(0, 0, Map.of(), Optional.empty(), Optional.empty(), notes);
    }

    /** Returns how many detections the destination that lacks most does not have. */
    public long lost() {
        return delivered.isEmpty()
                ? 0
                : LongStream.concat(
                                LongStream.of(emitted),
                                delivered.values().stream().mapToLong(count -> count))
                        .map(count -> Math.max(0, detections - count))
                        .max()
                        .orElseThrow();
    }

    /** Returns fields for the demo's last line, each with a comma before it; empty if no events were delivered. */
    public String json() {
        if (delivered.isEmpty()) {
            return "";
        }
        StringBuilder json = new StringBuilder(",\"detections\":" + emitted);
        delivered.forEach((name, count) ->
                json.append(",\"delivered_to_").append(name).append("\":").append(count));
        json.append(",\"lost\":").append(lost());
        cases.ifPresent(made -> json.append(",\"cases\":").append(made.count()));
        pages.ifPresent(sent -> json.append(",\"alerts\":").append(sent.size()));
        return json.toString();
    }
}
