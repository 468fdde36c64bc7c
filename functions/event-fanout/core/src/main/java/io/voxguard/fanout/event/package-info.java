/** In: CloudEvents, and records of the log. Out: events with what delivery needs to know of them: identity, ordering key, wire form. */
@NullMarked
package io.voxguard.fanout.event;

import org.jspecify.annotations.NullMarked;
