/** What {@code ./voxguard run} and {@code ./voxguard demo} do: a store, the service as a process of its own, call records through it, and
 * what becomes of the detections. */
@NullMarked
package io.voxguard.demo;

import org.jspecify.annotations.NullMarked;
