package io.voxguard.api;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The contract, kept by the packaged service: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@WithTestResource(CallsContractTest.WithStream.class)
class CallsContractIT extends CallsContractTest {}
