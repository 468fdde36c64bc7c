/** Real servers on loopback for the tests of functions: a store, PostgreSQL, a Kafka broker, and Lambda's runtime interface. */
@NullMarked
package io.voxguard.function.testing;

import org.jspecify.annotations.NullMarked;
