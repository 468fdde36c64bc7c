/**
 * In: names of features, or of a feature service, and entities. Out: their online features with a status and an event time each, as Feast's API has them.
 */
@NullMarked
package io.voxguard.serving.retrieval;

import org.jspecify.annotations.NullMarked;
