package io.voxguard.function.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.embedded.FreePort;
import java.util.Map;

/** The port of the function's HTTP server, for functions that run on Lambda's mock too: RestAssured's own port is then the mock's. */
public final class HttpPort implements QuarkusTestResourceLifecycleManager {
    private static int port;

    @Override
    public Map<String, String> start() {
        port = FreePort.onLoopback();
        return Map.of("quarkus.http.test-port", Integer.toString(port));
    }

    public static int port() {
        return port;
    }

    @Override
    public void stop() {
        port = 0;
    }
}
