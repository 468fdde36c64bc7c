/**
 * In: the folder of a model's version. Out: a model whose signature, checksums, limits, manifest and golden vectors have been checked.
 */
@NullMarked
package io.voxguard.serving.loading;

import org.jspecify.annotations.NullMarked;
