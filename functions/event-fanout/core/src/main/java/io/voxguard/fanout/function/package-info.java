/** The function: in, events of any binding, and settings; out, events in the log. Beans that the service and Lambda share. */
@NullMarked
package io.voxguard.fanout.function;

import org.jspecify.annotations.NullMarked;
