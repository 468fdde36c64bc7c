package io.voxguard.api;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same way in the packaged service: the jar, or the native executable with {@code -Dnative}, which must not fall back to another. */
@QuarkusIntegrationTest
@WithTestResource(StoreForTests.class)
class TransportContractIT extends TransportContractTest {}
