/** In: the signals and failures of a process that serves HTTP. Out: one line for a start that failed, and a stop that loses no request. */
@NullMarked
package io.voxguard.process;

import org.jspecify.annotations.NullMarked;
