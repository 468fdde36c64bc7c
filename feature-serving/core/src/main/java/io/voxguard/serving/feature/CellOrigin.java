package io.voxguard.serving.feature;

/** Place where the row of an entity was found. */
public enum CellOrigin {
    STORE,
    CACHE
}
