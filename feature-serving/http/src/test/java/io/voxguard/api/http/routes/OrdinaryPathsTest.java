package io.voxguard.api.http.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.voxguard.api.http.exchange.ErrorForm;
import io.voxguard.api.http.guard.Guard;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrdinaryPathsTest {
    private final OrdinaryPaths paths = new OrdinaryPaths(List.of(
            post("/v1/score"),
            post("/v1/score/batch"),
            get("/v2"),
            get("/v2/models/{model}"),
            get("/v2/models/stats"),
            get("/v2/models/{model}/versions/{version}"),
            post("/v2/models/{model}/versions/{version}/infer"),
            get("/v1/models/{model}"),
            post("/v1/models/{model}")));

    private static Route get(String path) {
        return Route.get(path, Guard.OPEN, ErrorForm.FIELDS, exchange -> {});
    }

    private static Route post(String path) {
        return Route.post(path, Guard.OPEN, ErrorForm.FIELDS, 1, (exchange, body) -> {});
    }

    private @Nullable String found(HttpMethod method, String path) {
        Route route = paths.find(method, path);
        return route == null ? null : route.method() + " " + route.path();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/score, POST /v1/score",
        "POST, /v1/score/batch, POST /v1/score/batch",
        "GET, /v2, GET /v2",
        "HEAD, /v2, GET /v2",
        "GET, /v2/models/stats, GET /v2/models/stats",
        "GET, /v2/models/stat, GET /v2/models/{model}",
        "GET, /v2/models/gbm-1.2, GET /v2/models/{model}",
        "GET, /v2/models/stats/versions/3, GET /v2/models/{model}/versions/{version}",
        "POST, /v2/models/gbm/versions/3/infer, POST /v2/models/{model}/versions/{version}/infer",
        "GET, /v1/models/m, GET /v1/models/{model}",
        "POST, /v1/models/m, POST /v1/models/{model}"
    })
    void ordinaryPathHasItsRoute(String method, String path, String route) {
        assertThat(found(HttpMethod.valueOf(method), path)).isEqualTo(route);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/",
                "/v1/scores",
                "/v1/scor",
                "/v1/score/",
                "//v1/score",
                "/v1//score",
                "/v1/./score",
                "/v1/x/../score",
                "/v1/%73core",
                "/v1/score/batch/more",
                "/v2/models/.hidden",
                "/v1/score?a=b",
                "/v1/score#a",
                "/v2/models/\u00e4/ready",
                "/v2/models/a b/ready",
                "v1/score",
                "*",
                ""
            })
    void otherPathsAreLeftToTheRouter(String path) {
        assertThat(found(HttpMethod.POST, path)).isNull();
        assertThat(found(HttpMethod.GET, path)).isNull();
    }

    @Test
    void methodsWithoutARouteAreLeftToTheRouter() {
        assertThat(found(HttpMethod.GET, "/v1/score")).isNull();
        assertThat(found(HttpMethod.OPTIONS, "/v1/score")).isNull();
        assertThat(paths.find(HttpMethod.GET, null)).isNull();
    }
}
