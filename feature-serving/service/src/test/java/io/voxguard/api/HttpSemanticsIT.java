package io.voxguard.api;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged service: the jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = ModelsForTests.class, restrictToAnnotatedClass = true)
class HttpSemanticsIT extends HttpSemanticsTest {}
