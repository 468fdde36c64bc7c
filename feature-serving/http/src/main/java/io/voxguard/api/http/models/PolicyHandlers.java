package io.voxguard.api.http.models;

import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.http.json.RecordJson;
import io.voxguard.api.models.Models;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.repository.UnknownVersion;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.replicas.ReplicaState;
import io.voxguard.serving.repository.served.ModelView;
import io.voxguard.store.StoreUnavailable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Shows the models with their policies and replicas, changes a policy, and rolls back. */
@Singleton
public final class PolicyHandlers {
    private final Models models;

    PolicyHandlers(Models models) {
        this.models = models;
    }

    public void models(Exchange exchange) {
        List<ModelState> all = models.repository().models().stream()
                .map(model -> ModelState.of(model, List.of()))
                .toList();
        exchange.reply(200, RecordJson.write(new ModelStates(all)));
    }

    public void model(Exchange exchange) {
        String name = exchange.parameter("model");
        if (models.repository().model(name).isEmpty()) {
            throw unknown("no model \"" + name + '"');
        }
        show(exchange, name);
    }

    public void choose(Exchange exchange, byte[] body) {
        Policy policy = PolicyReader.read(body);
        String name = exchange.parameter("model");
        change(exchange, models.repository().choose(name, policy), done -> show(exchange, name));
    }

    public void rollBack(Exchange exchange, byte[] body) {
        String name = exchange.parameter("model");
        change(exchange, models.repository().rollBack(name), version -> {
            if (version.isPresent()) {
                show(exchange, name);
            } else {
                exchange.refuse(conflict("a version that served before", "none"));
            }
        });
    }

    /** Answers with a model once its replicas are known. */
    private void show(Exchange exchange, String name) {
        change(exchange, models.repository().replicas(name), replicas -> show(exchange, name, replicas));
    }

    private void show(Exchange exchange, String name, List<ReplicaState> replicas) {
        ModelView model = models.repository().model(name).orElse(null);
        if (model == null) {
            exchange.refuse(unknown("no model \"" + name + "\" any more"));
        } else {
            exchange.reply(200, RecordJson.write(ModelState.of(model, replicas)));
        }
    }

    private static <T> void change(Exchange exchange, CompletionStage<T> work, Consumer<T> answer) {
        exchange.whenDone(work, answer, fault -> {
            switch (fault) {
                case UnknownVersion unknown -> exchange.refuse(unknown(String.valueOf(unknown.getMessage())));
                case StoreUnavailable away ->
                    exchange.refuse(new Refused(
                            Refused.Kind.UNAVAILABLE,
                            new Problem("store", "an answer", String.valueOf(away.getMessage()))));
                case IllegalStateException raced ->
                    exchange.refuse(conflict("the pointer as it was", String.valueOf(raced.getMessage())));
                default -> exchange.fault(fault);
            }
        });
    }

    private static Refused unknown(String got) {
        return new Refused(Refused.Kind.NOT_FOUND, new Problem("model", "a model and version that are known", got));
    }

    private static Refused conflict(String expected, String got) {
        return new Refused(Refused.Kind.CONFLICT, new Problem("policy", expected, got));
    }
}
