package io.voxguard.rulerefresh.lambda;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same by the native executable, as {@code provided.al2023} runs it. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = Servers.class, restrictToAnnotatedClass = true)
class RulesChangedFunctionIT extends RulesChangedFunctionTest {}
