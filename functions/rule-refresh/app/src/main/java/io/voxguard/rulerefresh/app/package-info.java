/** In: events, whichever way they come. Out: refreshes of the sets that they name; what no try can do anything with is kept. The bindings share it. */
@NullMarked
package io.voxguard.rulerefresh.app;

import org.jspecify.annotations.NullMarked;
