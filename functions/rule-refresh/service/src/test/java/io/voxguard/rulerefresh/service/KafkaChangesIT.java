package io.voxguard.rulerefresh.service;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Events from a real broker, to the packaged service: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@QuarkusTestResource(
        value = Servers.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "reconcile", value = "1h"))
@QuarkusTestResource(value = Broker.class, restrictToAnnotatedClass = true)
class KafkaChangesIT extends KafkaChangesTest {}
