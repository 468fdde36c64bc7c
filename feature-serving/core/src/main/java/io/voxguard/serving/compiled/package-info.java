/**
 * In: a model of trees and the trees of its file. Out: the same model, scored by compiled trees once these agree with it on many rows.
 */
@NullMarked
package io.voxguard.serving.compiled;

import org.jspecify.annotations.NullMarked;
