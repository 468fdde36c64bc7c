package io.voxguard.api;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The contract of Feast's API, kept by the packaged service: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@WithTestResource(FeaturesForTests.class)
class FeaturesContractIT extends FeaturesContractTest {}
