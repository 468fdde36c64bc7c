/**
 * In: calls. Out: the store keys of their callers, callees and trunks, for the views that a model needs.
 */
@NullMarked
package io.voxguard.serving.entity;

import org.jspecify.annotations.NullMarked;
