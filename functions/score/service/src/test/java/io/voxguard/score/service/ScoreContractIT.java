package io.voxguard.score.service;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.voxguard.function.testing.ProjectModels;
import io.voxguard.function.testing.StoreServer;

/** The contract, kept by the packaged function: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ProjectModels.class, restrictToAnnotatedClass = true)
class ScoreContractIT extends ScoreContractTest {}
