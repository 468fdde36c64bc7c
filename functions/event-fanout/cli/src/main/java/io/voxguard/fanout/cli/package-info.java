/** In: commands for a running event-fanout. Out: its answers over HTTP, as lines and exit codes. */
@NullMarked
package io.voxguard.fanout.cli;

import org.jspecify.annotations.NullMarked;
