package io.voxguard.fanout.service;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.voxguard.function.testing.StoreServer;

/** {@link EventFanoutContractTest} with the packaged service: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = Destinations.class, restrictToAnnotatedClass = true)
class EventFanoutContractIT extends EventFanoutContractTest {}
