package io.voxguard.api;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The packaged service decides the same: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = StoreForTests.class, restrictToAnnotatedClass = true)
class UnknownCallersIT extends UnknownCallersTest {}
