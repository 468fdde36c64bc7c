/**
 * In: a model's trees and an input row. Out: how much each input moved the score from that of an ordinary call.
 */
@NullMarked
package io.voxguard.serving.explain;

import org.jspecify.annotations.NullMarked;
