/**
 * In: a manifest. Out: what a model is: its identity, its inputs and outputs, and the interface by which vectors become scores and tensors become tensors.
 */
@NullMarked
package io.voxguard.serving.model;

import org.jspecify.annotations.NullMarked;
