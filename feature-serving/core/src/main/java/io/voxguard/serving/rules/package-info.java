/**
 * In: the rule set that the store publishes, a call with its features, and what the model decided. Out: which rules fired, and what becomes of the call.
 */
@NullMarked
package io.voxguard.serving.rules;

import org.jspecify.annotations.NullMarked;
