package io.voxguard.api.http.inference;

import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.http.information.Found;
import io.voxguard.api.http.information.ModelInformation;
import io.voxguard.api.http.information.ModelReadiness;
import io.voxguard.api.http.information.ServerHealth;
import io.voxguard.api.http.json.RecordJson;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Answers what the Open Inference Protocol asks of the server and its models. */
@Singleton
public final class InformationHandlers {
    private final ModelInformation information;

    InformationHandlers(ModelInformation information) {
        this.information = information;
    }

    public void server(Exchange exchange) {
        exchange.reply(200, RecordJson.write(information.server()));
    }

    /** Answers 200 as long as the process answers at all. */
    public void live(Exchange exchange) {
        exchange.reply(200, RecordJson.write(new ServerHealth(true, information.isReady())));
    }

    public void ready(Exchange exchange) {
        boolean ready = information.isReady();
        exchange.reply(ready ? 200 : 503, RecordJson.write(new ServerHealth(true, ready)));
    }

    public void models(Exchange exchange) {
        exchange.reply(200, RecordJson.write(information.names()));
    }

    public void allStats(Exchange exchange) {
        exchange.reply(200, RecordJson.write(information.statistics("")));
    }

    public void metadata(Exchange exchange) {
        answerLoaded(exchange, Found.Loaded::metadata);
    }

    public void config(Exchange exchange) {
        answerLoaded(exchange, Found.Loaded::config);
    }

    public void stats(Exchange exchange) {
        String version = version(exchange);
        answerLoaded(exchange, loaded -> loaded.statistics(version));
    }

    public void modelReady(Exchange exchange) {
        String model = exchange.parameter("model");
        switch (information.find(model, version(exchange))) {
            case Found.UnknownModel unknown -> exchange.refuse(404, unknown.message());
            case Found.NotLoaded no -> exchange.reply(503, RecordJson.write(new ModelReadiness(model, false)));
            case Found.Loaded loaded -> exchange.reply(200, RecordJson.write(new ModelReadiness(model, true)));
        }
    }

    private void answerLoaded(Exchange exchange, Function<Found.Loaded, Object> answer) {
        switch (information.find(exchange.parameter("model"), version(exchange))) {
            case Found.UnknownModel unknown -> exchange.refuse(404, unknown.message());
            case Found.NotLoaded no -> exchange.refuse(no.temporary() ? 503 : 404, no.message());
            case Found.Loaded loaded -> exchange.reply(200, RecordJson.write(answer.apply(loaded)));
        }
    }

    private static String version(Exchange exchange) {
        String version = exchange.optionalParameter("version");
        return version == null ? "" : version;
    }
}
