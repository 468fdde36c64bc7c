package io.voxguard.fanout.service;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.voxguard.function.testing.KafkaBroker;
import io.voxguard.function.testing.StoreServer;

/** {@link KafkaBindingTest} with the packaged service: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = Destinations.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = KafkaBroker.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "channel", value = "detections"))
class KafkaBindingIT extends KafkaBindingTest {}
