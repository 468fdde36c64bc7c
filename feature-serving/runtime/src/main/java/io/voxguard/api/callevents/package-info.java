/** In: settings. Out: the sink of decided calls that sends events about them; it ignores them unless it is told where to send. */
@NullMarked
package io.voxguard.api.callevents;

import org.jspecify.annotations.NullMarked;
