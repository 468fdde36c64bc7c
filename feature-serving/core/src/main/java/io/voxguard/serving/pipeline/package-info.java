/**
 * In: calls and a budget. Out: decisions. The whole road in one file.
 */
@NullMarked
package io.voxguard.serving.pipeline;

import org.jspecify.annotations.NullMarked;
