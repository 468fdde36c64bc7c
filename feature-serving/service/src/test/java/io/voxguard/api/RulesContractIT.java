package io.voxguard.api;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The contract, kept by the packaged service: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = RulesForTests.class, restrictToAnnotatedClass = true)
class RulesContractIT extends RulesContractTest {}
