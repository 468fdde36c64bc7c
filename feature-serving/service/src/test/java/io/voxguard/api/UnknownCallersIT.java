package io.voxguard.api;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The packaged service decides the same: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@WithTestResource(StoreForTests.class)
class UnknownCallersIT extends UnknownCallersTest {}
