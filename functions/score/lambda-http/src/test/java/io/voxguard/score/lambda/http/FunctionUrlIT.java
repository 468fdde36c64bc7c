package io.voxguard.score.lambda.http;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.ProjectModels;
import io.voxguard.function.testing.StoreServer;

/** {@link FunctionUrlTest} with the native executable, as {@code provided.al2023} runs it. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ProjectModels.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = LambdaRuntime.class, restrictToAnnotatedClass = true)
class FunctionUrlIT extends FunctionUrlTest {}
