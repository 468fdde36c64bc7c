/** In: reports of refreshes, and the engines' acknowledgements. Out: the state of each set and engine, and its distance to the database. */
@NullMarked
package io.voxguard.rulerefresh.fleet;

import org.jspecify.annotations.NullMarked;
