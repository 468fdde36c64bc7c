package io.voxguard.serving.view;

/** Whom or what the features of a view are about. */
public enum EntityKind {
    CALLER,
    CALLEE,
    TRUNK
}
