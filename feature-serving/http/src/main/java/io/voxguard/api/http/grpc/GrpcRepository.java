package io.voxguard.api.http.grpc;

import com.google.protobuf.MessageLite;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.grpc.common.GrpcStatus;
import io.voxguard.api.http.grpc.wire.ModelRepositoryParameter;
import io.voxguard.api.http.grpc.wire.RepositoryIndexRequest;
import io.voxguard.api.http.grpc.wire.RepositoryModelLoadRequest;
import io.voxguard.api.http.grpc.wire.RepositoryModelLoadResponse;
import io.voxguard.api.http.grpc.wire.RepositoryModelUnloadRequest;
import io.voxguard.api.http.grpc.wire.RepositoryModelUnloadResponse;
import io.voxguard.api.http.information.ModelInformation;
import io.voxguard.api.models.Models;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.repository.UnknownVersion;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Shows the repository of models over gRPC, and loads and unloads models. */
@Singleton
public final class GrpcRepository {
    private final Models models;
    private final ModelInformation information;

    GrpcRepository(Models models, ModelInformation information) {
        this.models = models;
        this.information = information;
    }

    public void index(GrpcCall call, RepositoryIndexRequest request) {
        checkRepository(request.getRepositoryName());
        call.send(ManagementMessages.of(information.index(request.getReady())));
    }

    public void load(GrpcCall call, RepositoryModelLoadRequest request) {
        checkRepository(request.getRepositoryName());
        for (var parameter : request.getParametersMap().entrySet()) {
            throw Refused.invalid(
                    "parameters." + parameter.getKey(),
                    "none: a model is loaded as its folder has it",
                    shown(parameter.getValue()));
        }
        String model = request.getModelName();
        answer(
                call,
                models.repository().load(model),
                RepositoryModelLoadResponse.getDefaultInstance(),
                why -> why.map(text -> new Problem("model \"" + model + '"', "a version that can serve", text)));
    }

    public void unload(GrpcCall call, RepositoryModelUnloadRequest request) {
        checkRepository(request.getRepositoryName());
        for (var parameter : request.getParametersMap().entrySet()) {
            String field = "parameters." + parameter.getKey();
            if (!parameter.getKey().equals("unload_dependents")) {
                throw Refused.invalid(field, "unload_dependents", shown(parameter.getValue()));
            }
            if (!parameter.getValue().hasBoolParam()) {
                throw Refused.invalid(field, "true or false", shown(parameter.getValue()));
            }
        }
        answer(
                call,
                models.repository().unload(request.getModelName()),
                RepositoryModelUnloadResponse.getDefaultInstance(),
                done -> Optional.empty());
    }

    private static String shown(ModelRepositoryParameter parameter) {
        return switch (parameter.getParameterChoiceCase()) {
            case BOOL_PARAM -> String.valueOf(parameter.getBoolParam());
            case INT64_PARAM -> String.valueOf(parameter.getInt64Param());
            case STRING_PARAM -> parameter.getStringParam();
            case BYTES_PARAM -> parameter.getBytesParam().size() + " bytes";
            case PARAMETERCHOICE_NOT_SET -> "null";
        };
    }

    private static void checkRepository(String name) {
        if (!name.isEmpty()) {
            throw Refused.invalid("repository_name", "none: there is one repository", '"' + name + '"');
        }
    }

    /**
     * Answers once a change is done.
     *
     * @param problem returns why it failed, from its result
     */
    private static <T> void answer(
            GrpcCall call, CompletionStage<T> change, MessageLite answer, Function<T, Optional<Problem>> problem) {
        EventExecutor loop = EventLoops.here();
        change.whenComplete((done, fault) -> EventLoops.on(loop, () -> {
            Throwable cause =
                    fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
            if (cause instanceof UnknownVersion) {
                call.refuse(new GrpcFault(GrpcStatus.NOT_FOUND, String.valueOf(cause.getMessage())));
            } else if (cause != null) {
                call.fault(cause);
            } else {
                problem.apply(done)
                        .ifPresentOrElse(
                                error -> call.refuse(new GrpcFault(GrpcStatus.INVALID_ARGUMENT, error.message())),
                                () -> call.send(answer));
            }
        }));
    }
}
