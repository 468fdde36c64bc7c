/** In: a destination of any type. Out: its sender. The list of types that there are. */
@NullMarked
package io.voxguard.fanout.send.types;

import org.jspecify.annotations.NullMarked;
