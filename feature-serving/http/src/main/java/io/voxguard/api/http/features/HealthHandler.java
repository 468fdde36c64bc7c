package io.voxguard.api.http.features;

import io.voxguard.api.features.Features;
import io.voxguard.api.http.exchange.Exchange;
import jakarta.inject.Singleton;

/** {@code GET /health}, as Feast's server has it: 200 once the feature views are known, else 503; without a body, and not counted. */
@Singleton
public final class HealthHandler {
    private final Features features;

    HealthHandler(Features features) {
        this.features = features;
    }

    /** Answers with the status alone. */
    public void health(Exchange exchange) {
        boolean anyView = !features.now().catalogue().views().isEmpty();
        exchange.replyWithoutBody(anyView ? 200 : 503);
    }
}
