/** In: a file of call records. Out: calls in the order of their start. */
@NullMarked
package io.voxguard.demo.records;

import org.jspecify.annotations.NullMarked;
