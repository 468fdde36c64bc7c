package io.voxguard.score.lambda;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.ProjectModels;
import io.voxguard.function.testing.StoreServer;

/** {@link ScoreFunctionTest} with the native executable, as {@code provided.al2023} runs it. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = ProjectModels.class,
        restrictToAnnotatedClass = true,
        initArgs = {
            @ResourceArg(name = "voxguard.events.to", value = "stream"),
            @ResourceArg(name = "voxguard.function.retry", value = "0s")
        })
@QuarkusTestResource(value = LambdaRuntime.class, restrictToAnnotatedClass = true)
class ScoreFunctionIT extends ScoreFunctionTest {}
