/** In: work. Out: the event loop or the worker thread that it runs on. */
@NullMarked
package io.voxguard.api.threads;

import org.jspecify.annotations.NullMarked;
