package io.voxguard.api;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same requests to the packaged service: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@WithTestResource(ModelsForTests.class)
class DirectRequestsContractIT extends DirectRequestsContractTest {}
