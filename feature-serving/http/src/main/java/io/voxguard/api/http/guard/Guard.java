package io.voxguard.api.http.guard;

/** The condition under which a request goes on to its handler. */
public enum Guard {
    /** Always. */
    OPEN,
    /** Where models and policies may be changed by request: {@code voxguard.models.control}. */
    CONTROL
}
