/** In: commands and their environments. Out: processes that end with this one at the latest, and what those printed that run to their end. */
@NullMarked
package io.voxguard.demo.process;

import org.jspecify.annotations.NullMarked;
