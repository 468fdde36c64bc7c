package io.voxguard.api;

/**
 * What the two gRPC services say about readiness.
 *
 * @param server {@code ServerReady} of the inference service
 * @param health {@code Check} of the health service
 */
record ReadinessOverGrpc(boolean server, boolean health) {
    static ReadinessOverGrpc of(int port) throws Exception {
        try (GrpcClient client = new GrpcClient(port)) {
            return new ReadinessOverGrpc(
                    says(client, "inference.GRPCInferenceService/ServerReady"),
                    says(client, "grpc.health.v1.Health/Check"));
        }
    }

    private static boolean says(GrpcClient client, String method) throws Exception {
        return GrpcClient.number(client.open(method).send(new byte[0]).end().next(), 1) == 1;
    }
}
