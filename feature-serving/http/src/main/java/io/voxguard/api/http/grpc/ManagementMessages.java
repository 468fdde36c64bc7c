package io.voxguard.api.http.grpc;

import io.voxguard.api.http.grpc.wire.DataType;
import io.voxguard.api.http.grpc.wire.InferStatistics;
import io.voxguard.api.http.grpc.wire.ModelConfigResponse;
import io.voxguard.api.http.grpc.wire.ModelInput;
import io.voxguard.api.http.grpc.wire.ModelMetadataResponse;
import io.voxguard.api.http.grpc.wire.ModelOutput;
import io.voxguard.api.http.grpc.wire.ModelParameter;
import io.voxguard.api.http.grpc.wire.ModelStatisticsResponse;
import io.voxguard.api.http.grpc.wire.RepositoryIndexResponse;
import io.voxguard.api.http.grpc.wire.ServerMetadataResponse;
import io.voxguard.api.http.grpc.wire.StatisticDuration;
import io.voxguard.api.http.information.IndexEntry;
import io.voxguard.api.http.information.ModelConfig;
import io.voxguard.api.http.information.ModelMetadata;
import io.voxguard.api.http.information.ModelStatistics;
import io.voxguard.api.http.information.ServerMetadata;
import java.util.List;

/** Writes the descriptions of server and models as the protocol's messages. */
final class ManagementMessages {
    private ManagementMessages() {}

    static ServerMetadataResponse of(ServerMetadata server) {
        return ServerMetadataResponse.newBuilder()
                .setName(server.name())
                .setVersion(server.version())
                .addAllExtensions(server.extensions())
                .build();
    }

    static ModelMetadataResponse of(ModelMetadata model) {
        return ModelMetadataResponse.newBuilder()
                .setName(model.name())
                .addAllVersions(model.versions())
                .setPlatform(model.platform())
                .addAllInputs(tensors(model.inputs()))
                .addAllOutputs(tensors(model.outputs()))
                .build();
    }

    private static List<ModelMetadataResponse.TensorMetadata> tensors(List<ModelMetadata.Tensor> tensors) {
        return tensors.stream()
                .map(tensor -> ModelMetadataResponse.TensorMetadata.newBuilder()
                        .setName(tensor.name())
                        .setDatatype(tensor.datatype())
                        .addAllShape(tensor.shape())
                        .build())
                .toList();
    }

    static ModelConfigResponse of(ModelConfig model) {
        var config = io.voxguard.api.http.grpc.wire.ModelConfig.newBuilder()
                .setName(model.name())
                .setPlatform(model.platform())
                .setBackend(model.backend());
        for (ModelConfig.Tensor tensor : model.input()) {
            config.addInput(ModelInput.newBuilder()
                    .setName(tensor.name())
                    .setDataType(DataType.valueOf(tensor.dataType()))
                    .addAllDims(tensor.dims())
                    .setOptional(tensor.optional() != null));
        }
        for (ModelConfig.Tensor tensor : model.output()) {
            config.addOutput(ModelOutput.newBuilder()
                    .setName(tensor.name())
                    .setDataType(DataType.valueOf(tensor.dataType()))
                    .addAllDims(tensor.dims()));
        }
        model.parameters()
                .forEach((name, value) -> config.putParameters(
                        name,
                        ModelParameter.newBuilder()
                                .setStringValue(value.stringValue())
                                .build()));
        return ModelConfigResponse.newBuilder().setConfig(config).build();
    }

    static ModelStatisticsResponse of(ModelStatistics statistics) {
        ModelStatisticsResponse.Builder all = ModelStatisticsResponse.newBuilder();
        for (ModelStatistics.Version version : statistics.modelStats()) {
            all.addModelStats(io.voxguard.api.http.grpc.wire.ModelStatistics.newBuilder()
                    .setName(version.name())
                    .setVersion(version.version())
                    .setLastInference(version.lastInference())
                    .setInferenceCount(version.inferenceCount())
                    .setExecutionCount(version.executionCount())
                    .setInferenceStats(durations(version.inferenceStats())));
        }
        return all.build();
    }

    private static InferStatistics durations(ModelStatistics.Durations durations) {
        return InferStatistics.newBuilder()
                .setSuccess(duration(durations.success()))
                .setFail(duration(durations.fail()))
                .setQueue(duration(durations.queue()))
                .setComputeInput(duration(durations.computeInput()))
                .setComputeInfer(duration(durations.computeInfer()))
                .setComputeOutput(duration(durations.computeOutput()))
                .build();
    }

    private static StatisticDuration duration(ModelStatistics.Duration duration) {
        return StatisticDuration.newBuilder()
                .setCount(duration.count())
                .setNs(duration.ns())
                .build();
    }

    static RepositoryIndexResponse of(List<IndexEntry> index) {
        RepositoryIndexResponse.Builder all = RepositoryIndexResponse.newBuilder();
        for (IndexEntry entry : index) {
            all.addModels(RepositoryIndexResponse.ModelIndex.newBuilder()
                    .setName(entry.name())
                    .setVersion(entry.version())
                    .setState(entry.state())
                    .setReason(entry.reason()));
        }
        return all.build();
    }
}
