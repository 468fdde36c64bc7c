/** In: nothing. Out: the clocks of the process, and its name among its copies. */
@NullMarked
package io.voxguard.api.process;

import org.jspecify.annotations.NullMarked;
