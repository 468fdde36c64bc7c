/** What {@code ./voxguard run} and {@code ./voxguard demo} do: a store, the service as a process of its own, and call records through it. */
@NullMarked
package io.voxguard.demo;

import org.jspecify.annotations.NullMarked;
