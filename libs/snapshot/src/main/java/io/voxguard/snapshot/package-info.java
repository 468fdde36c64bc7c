/**
 * Processes that are frozen after their start and copied: AWS Lambda's SnapStart, CRaC. In: hooks of what a copy must not share with the others. Out: a process that
 * holds no connection when it is frozen, and that has names and random numbers of its own afterwards.
 */
@NullMarked
package io.voxguard.snapshot;

import org.jspecify.annotations.NullMarked;
