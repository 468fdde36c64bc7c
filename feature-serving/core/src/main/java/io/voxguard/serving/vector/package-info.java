/**
 * In: calls and their features. Out: the model's inputs, written into its own buffer, and what had to be defaulted.
 */
@NullMarked
package io.voxguard.serving.vector;

import org.jspecify.annotations.NullMarked;
