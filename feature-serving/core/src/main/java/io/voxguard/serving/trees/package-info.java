/**
 * In: the nodes of a tree ensemble, and rows of inputs. Out: the rows' scores, from a layout that is made for scoring.
 */
@NullMarked
package io.voxguard.serving.trees;

import org.jspecify.annotations.NullMarked;
