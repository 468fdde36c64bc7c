/** event-fanout on AWS Lambda: one Funqy function, which appends to the log; a service delivers. */
@NullMarked
package io.voxguard.fanout.lambda;

import org.jspecify.annotations.NullMarked;
