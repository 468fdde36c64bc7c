package io.voxguard.serving.vector;

/** The 1st, 50th and 99th percentile of a feature in ordinary traffic. */
public record OrdinaryRange(float low, float median, float high) {}
