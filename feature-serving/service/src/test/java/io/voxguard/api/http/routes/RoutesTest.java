package io.voxguard.api.http.routes;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.api.ModelsForTests;
import io.voxguard.api.http.exchange.ErrorForm;
import io.voxguard.api.http.grpc.GrpcMethod;
import io.voxguard.api.http.guard.Guard;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

@QuarkusTest
@QuarkusTestResource(value = ModelsForTests.class, restrictToAnnotatedClass = true)
class RoutesTest {
    private static final Set<Object> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    @Inject
    Routes routes;

    private static Set<String> described() throws IOException {
        Set<String> described = new TreeSet<>();
        try (InputStream file =
                Objects.requireNonNull(RoutesTest.class.getResourceAsStream("/META-INF/openapi.yaml"))) {
            Map<?, ?> document = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
            Map<?, ?> paths = (Map<?, ?>) Objects.requireNonNull(document.get("paths"));
            paths.forEach((path, operations) -> {
                for (Object key : ((Map<?, ?>) operations).keySet()) {
                    if (METHODS.contains(key)) {
                        described.add(key.toString().toUpperCase(Locale.ROOT) + ' ' + path);
                    }
                }
            });
        }
        return described;
    }

    private static String filledIn(Route route) {
        return route.path()
                .template()
                .replace("{model}", "plain")
                .replace("{version}", "1")
                .replace("{call_id}", "c-1")
                .replace("{limit}", "per-caller");
    }

    @Test
    void openApiDescribesTheRoutesOfTheListAndNoOthers() throws IOException {
        Set<String> listed = routes.http().stream()
                .map(route -> route.method().name() + ' ' + route.path().template())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(listed).hasSameSizeAs(routes.http()).isEqualTo(described());
    }

    @Test
    void everyPathAnswersOtherMethodsWith405AndNamesItsOwn() {
        for (Route route : routes.http()) {
            String allowed = route.methods().stream().map(Object::toString).collect(Collectors.joining(", "));
            for (String other : List.of("DELETE", "PATCH", "GET", "POST", "PUT")) {
                if (allowed.contains(other)) {
                    continue;
                }
                var reply = given().request(other, filledIn(route))
                        .then()
                        .statusCode(405)
                        .header("Allow", allowed + ", OPTIONS");
                String error = route.errors() == ErrorForm.FIELDS ? "error.message" : "error";
                reply.body(error, containsString("method: expected " + route.method() + ", got " + other));
            }
            given().options(filledIn(route)).then().statusCode(204).header("Allow", allowed + ", OPTIONS");
        }
    }

    @Test
    void headIsAnsweredLikeGetOnEveryPathThatHasGet() {
        routes.http().stream()
                .filter(route -> route.method().name().equals("GET"))
                .map(RoutesTest::filledIn)
                .forEach(path ->
                        given().head(path).then().statusCode(given().get(path).statusCode()));
    }

    @Test
    void routesThatChangeModelsAreGuarded() {
        assertThat(routes.http().stream()
                        .filter(route -> route.guard() == Guard.CONTROL)
                        .map(route -> route.path().template()))
                .containsExactlyInAnyOrder(
                        "/v2/repository/models/{model}/load",
                        "/v2/repository/models/{model}/unload",
                        "/v1/models/{model}/policy",
                        "/v1/models/{model}/rollback");
        assertThat(routes.grpc().stream()
                        .filter(method -> method.guard() == Guard.CONTROL)
                        .map(GrpcMethod::name))
                .containsExactlyInAnyOrder("RepositoryModelLoad", "RepositoryModelUnload");
    }

    @Test
    void bodiesAreBounded() {
        assertThat(routes.http().stream().map(Route::work).filter(Route.WithBody.class::isInstance))
                .allSatisfy(
                        work -> assertThat(((Route.WithBody) work).maxBytes()).isPositive());
    }
}
