package io.voxguard.api.http.grpc;

import io.voxguard.api.http.grpc.wire.ModelConfigRequest;
import io.voxguard.api.http.grpc.wire.ModelMetadataRequest;
import io.voxguard.api.http.grpc.wire.ModelReadyRequest;
import io.voxguard.api.http.grpc.wire.ModelReadyResponse;
import io.voxguard.api.http.grpc.wire.ModelStatisticsRequest;
import io.voxguard.api.http.grpc.wire.ServerLiveRequest;
import io.voxguard.api.http.grpc.wire.ServerLiveResponse;
import io.voxguard.api.http.grpc.wire.ServerMetadataRequest;
import io.voxguard.api.http.grpc.wire.ServerReadyRequest;
import io.voxguard.api.http.grpc.wire.ServerReadyResponse;
import io.voxguard.api.http.information.Found;
import io.voxguard.api.http.information.ModelInformation;
import jakarta.inject.Singleton;

/** Answers what {@code inference.GRPCInferenceService} is asked of the server and its models. */
@Singleton
public final class GrpcInformation {
    private final ModelInformation information;

    GrpcInformation(ModelInformation information) {
        this.information = information;
    }

    public void serverLive(GrpcCall call, ServerLiveRequest request) {
        call.send(ServerLiveResponse.newBuilder().setLive(true).build());
    }

    public void serverReady(GrpcCall call, ServerReadyRequest request) {
        call.send(
                ServerReadyResponse.newBuilder().setReady(information.isReady()).build());
    }

    public void serverMetadata(GrpcCall call, ServerMetadataRequest request) {
        call.send(ManagementMessages.of(information.server()));
    }

    public void modelReady(GrpcCall call, ModelReadyRequest request) {
        boolean ready =
                switch (information.find(request.getName(), request.getVersion())) {
                    case Found.UnknownModel unknown -> throw unknown.refused();
                    case Found.NotLoaded no -> false;
                    case Found.Loaded loaded -> true;
                };
        call.send(ModelReadyResponse.newBuilder().setReady(ready).build());
    }

    public void modelMetadata(GrpcCall call, ModelMetadataRequest request) {
        call.send(ManagementMessages.of(
                loaded(request.getName(), request.getVersion()).metadata()));
    }

    public void modelConfig(GrpcCall call, ModelConfigRequest request) {
        call.send(ManagementMessages.of(
                loaded(request.getName(), request.getVersion()).config()));
    }

    /** Answers for all models when none is named. */
    public void modelStatistics(GrpcCall call, ModelStatisticsRequest request) {
        String version = request.getVersion();
        call.send(ManagementMessages.of(
                request.getName().isEmpty()
                        ? information.statistics(version)
                        : loaded(request.getName(), version).statistics(version)));
    }

    private Found.Loaded loaded(String model, String version) {
        return switch (information.find(model, version)) {
            case Found.UnknownModel unknown -> throw unknown.refused();
            case Found.NotLoaded no -> throw no.refused();
            case Found.Loaded loaded -> loaded;
        };
    }
}
