/** In: the destinations document (YAML). Out: destinations whose every field has been checked; docs/event-fanout.md has the format. */
@NullMarked
package io.voxguard.fanout.destination;

import org.jspecify.annotations.NullMarked;
