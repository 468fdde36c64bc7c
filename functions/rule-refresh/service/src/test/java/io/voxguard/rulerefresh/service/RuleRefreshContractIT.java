package io.voxguard.rulerefresh.service;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.voxguard.function.testing.PostgresServer;
import io.voxguard.function.testing.StoreServer;

/** {@link RuleRefreshContractTest} with the packaged service: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = PostgresServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TestSettings.class, restrictToAnnotatedClass = true)
class RuleRefreshContractIT extends RuleRefreshContractTest {}
