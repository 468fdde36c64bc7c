package io.voxguard.serving.feature;

/** Where the row of an entity was found. */
public enum Origin {
    STORE,
    CACHE
}
