package io.voxguard.function.testing;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** Lambda's runtime interface, as Quarkus's mock provides it, of a function in this process or of a packaged one. */
public final class LambdaRuntime implements QuarkusTestResourceLifecycleManager, DevServicesContext.ContextAware {
    private static final String PORT = "quarkus.lambda.mock-event-server.test-port";

    private static Map<String, String> packaged = Map.of();

    @Override
    public void setIntegrationTestContext(DevServicesContext context) {
        packaged = context.devServicesProperties();
    }

    @Override
    public Map<String, String> start() {
        return Map.of();
    }

    /** Invokes the function with a payload. */
    public static ValidatableResponse invoke(String payload) {
        return given().baseUri("http://127.0.0.1")
                .port(port())
                .contentType("application/json")
                .body(payload)
                .post("/_lambda_")
                .then();
    }

    private static int port() {
        String port = packaged.get(PORT);
        return port == null ? ConfigProvider.getConfig().getValue(PORT, Integer.class) : Integer.parseInt(port);
    }

    @Override
    public void stop() {
        packaged = Map.of();
    }
}
