/** In: items from any thread, which never wait. Out: the same in batches, from one thread, to a destination that may be slow or away. */
@NullMarked
package io.voxguard.serving.outbox;

import org.jspecify.annotations.NullMarked;
