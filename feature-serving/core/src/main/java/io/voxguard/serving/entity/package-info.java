/**
 * In: calls, or columns of entity values. Out: the keys of their rows in the store.
 */
@NullMarked
package io.voxguard.serving.entity;

import org.jspecify.annotations.NullMarked;
