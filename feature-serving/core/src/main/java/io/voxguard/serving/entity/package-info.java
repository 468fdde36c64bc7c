/**
 * In: calls, or columns of entity values. Out: the keys under which the store has what is known of them.
 */
@NullMarked
package io.voxguard.serving.entity;

import org.jspecify.annotations.NullMarked;
