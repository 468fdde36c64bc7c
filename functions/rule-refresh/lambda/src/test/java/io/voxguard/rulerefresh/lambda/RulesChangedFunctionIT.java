package io.voxguard.rulerefresh.lambda;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.PostgresServer;
import io.voxguard.function.testing.StoreServer;

/** {@link RulesChangedFunctionTest} with the native executable, as {@code provided.al2023} runs it. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = PostgresServer.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "migrations", value = "db/rules"))
@QuarkusTestResource(value = LambdaRuntime.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TestSettings.class, restrictToAnnotatedClass = true)
class RulesChangedFunctionIT extends RulesChangedFunctionTest {}
