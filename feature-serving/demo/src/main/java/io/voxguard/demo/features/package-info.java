/** In: call records. Out: their events, and feature-update, which turns them into features. */
@NullMarked
package io.voxguard.demo.features;

import org.jspecify.annotations.NullMarked;
