/**
 * Encoding of rows. In: the features of one entity in one view. Out: the value stored for them, and back.
 * The format is protobuf on the wire ({@code docs/wire/row.proto}), written and read by hand: {@code benchmarks} holds both side by side.
 */
@NullMarked
package io.voxguard.store.row;

import org.jspecify.annotations.NullMarked;
