/**
 * In: a deadline. Out: what is left of it.
 */
@NullMarked
package io.voxguard.serving.budget;

import org.jspecify.annotations.NullMarked;
