/**
 * In: a folder of models, pointers in the store. Out: the versions that serve, which are loaded, swapped and drained while requests use them.
 */
@NullMarked
package io.voxguard.serving.repository;

import org.jspecify.annotations.NullMarked;
