/** The store as a serving process shows it. In: the store's client. Out: data of the readiness check, and a metric. */
@NullMarked
package io.voxguard.process.store;

import org.jspecify.annotations.NullMarked;
