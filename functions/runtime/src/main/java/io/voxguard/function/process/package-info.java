/** In: the name of a function's process, and why its start failed. Out: one line on standard error, and an exit code. */
@NullMarked
package io.voxguard.function.process;

import org.jspecify.annotations.NullMarked;
