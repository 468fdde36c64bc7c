/** What is wrong with an input, in the words that every refusal uses: field, expected, got. */
@NullMarked
package io.voxguard.problem;

import org.jspecify.annotations.NullMarked;
