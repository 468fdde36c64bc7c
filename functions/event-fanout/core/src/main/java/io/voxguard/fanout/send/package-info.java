/** In: events for one destination. Out: the result of one attempt to deliver them. */
@NullMarked
package io.voxguard.fanout.send;

import org.jspecify.annotations.NullMarked;
