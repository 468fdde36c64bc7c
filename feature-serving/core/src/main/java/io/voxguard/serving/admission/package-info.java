/**
 * In: a request's size and what is left of its budget. Out: whether it runs now, waits, or is refused at once.
 */
@NullMarked
package io.voxguard.serving.admission;

import org.jspecify.annotations.NullMarked;
