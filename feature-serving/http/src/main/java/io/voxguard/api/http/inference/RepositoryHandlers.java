package io.voxguard.api.http.inference;

import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.http.information.ModelInformation;
import io.voxguard.api.http.json.RecordJson;
import io.voxguard.api.models.Models;
import io.voxguard.serving.repository.UnknownVersion;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Shows the repository of models, and loads and unloads models. */
@Singleton
public final class RepositoryHandlers {
    private final Models models;
    private final ModelInformation information;

    RepositoryHandlers(Models models, ModelInformation information) {
        this.models = models;
        this.information = information;
    }

    public void index(Exchange exchange, byte[] body) {
        NoQuery.check(exchange);
        exchange.reply(200, RecordJson.write(information.index(RepositoryBodies.readyOnly(body))));
    }

    public void load(Exchange exchange, byte[] body) {
        NoQuery.check(exchange);
        RepositoryBodies.checkLoad(body);
        String model = exchange.parameter("model");
        change(exchange, models.repository().load(model), why -> why.map(text -> "model \"" + model + "\": " + text));
    }

    public void unload(Exchange exchange, byte[] body) {
        NoQuery.check(exchange);
        RepositoryBodies.checkUnload(body);
        change(exchange, models.repository().unload(exchange.parameter("model")), done -> Optional.empty());
    }

    /** Answers once a change is done. @param problem returns why it failed, from its result */
    private static <T> void change(
            Exchange exchange, CompletionStage<T> change, Function<T, Optional<String>> problem) {
        exchange.whenDone(
                change,
                result -> problem.apply(result)
                        .ifPresentOrElse(
                                why -> exchange.refuse(400, why),
                                () -> exchange.reply(200, RecordJson.write(Map.of()))),
                fault -> {
                    if (fault instanceof UnknownVersion unknown) {
                        exchange.refuse(404, String.valueOf(unknown.getMessage()));
                    } else {
                        exchange.fault(fault);
                    }
                });
    }
}
