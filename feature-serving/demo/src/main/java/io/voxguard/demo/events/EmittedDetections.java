package io.voxguard.demo.events;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Detections as the service's metrics count them.
 *
 * @param sent that the stream has
 */
record EmittedDetections(long sent, long dropped) {
    private static final String DETECTION = "type=\"io.voxguard.detection.v1\"";

    static EmittedDetections ask(HttpClient http, URI service) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/q/metrics"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return read(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    static EmittedDetections read(String metrics) {
        return new EmittedDetections(
                sum(metrics, "voxguard_events_sent_total{"), sum(metrics, "voxguard_events_dropped_total{"));
    }

    private static long sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name) && line.contains(DETECTION))
                .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.lastIndexOf(' ')))))
                .sum();
    }

    long total() {
        return sent + dropped;
    }
}
