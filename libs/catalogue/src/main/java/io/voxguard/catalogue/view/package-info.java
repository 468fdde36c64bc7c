/**
 * In: the files under {@code models/feature-views}. Out: what views and features there are.
 */
@NullMarked
package io.voxguard.catalogue.view;

import org.jspecify.annotations.NullMarked;
