/**
 * In: a folder of models, pointers in the store, requests. Out: answers by the version that the policy chooses; versions are loaded, swapped and drained while they serve.
 */
@NullMarked
package io.voxguard.serving.repository;

import org.jspecify.annotations.NullMarked;
