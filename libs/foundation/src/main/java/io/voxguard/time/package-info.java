/** Time that tests can set: a ticker beside java.time.Clock, and the delays between attempts. */
@NullMarked
package io.voxguard.time;

import org.jspecify.annotations.NullMarked;
