package io.voxguard.api.http.inference;

import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.api.models.Models;
import io.voxguard.api.models.ModelsSettings;
import io.voxguard.serving.repository.UnknownVersion;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Loads and unloads models for those who ask, where that is allowed. */
@Singleton
final class RepositoryCalls {
    private final Models models;
    private final ModelsSettings settings;
    private final V2Replies replies;

    RepositoryCalls(Models models, ModelsSettings settings, V2Replies replies) {
        this.models = models;
        this.settings = settings;
        this.replies = replies;
    }

    void load(RoutingContext http, V2Path path) {
        if (allowed(http, path)) {
            then(http, path, models.repository().load(path.model()), why -> {
                if (why.isPresent()) {
                    replies.error(http, path.route(), 400, "model \"" + path.model() + "\": " + why.get());
                } else {
                    empty(http, path);
                }
            });
        }
    }

    void unload(RoutingContext http, V2Path path) {
        if (allowed(http, path)) {
            then(http, path, models.repository().unload(path.model()), done -> empty(http, path));
        }
    }

    private boolean allowed(RoutingContext http, V2Path path) {
        if (!settings.control()) {
            replies.error(
                    http,
                    path.route(),
                    403,
                    "models are not loaded or unloaded by request here (voxguard.models.control)");
        }
        return settings.control();
    }

    private <T> void then(RoutingContext http, V2Path path, CompletionStage<T> work, Consumer<T> answer) {
        Context loop = http.vertx().getOrCreateContext();
        work.whenComplete((done, fault) -> loop.runOnContext(go -> {
            Throwable cause =
                    fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
            if (cause instanceof UnknownVersion unknown) {
                replies.error(http, path.route(), 404, String.valueOf(unknown.getMessage()));
            } else if (cause != null) {
                replies.fault(http, path.route(), cause);
            } else {
                answer.accept(done);
            }
        }));
    }

    private void empty(RoutingContext http, V2Path path) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.endObject();
        replies.json(http, path.route(), 200, json);
    }
}
