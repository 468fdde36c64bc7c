package io.voxguard.serving.view;

/** What values a feature takes. All are carried as a 4-byte float: integers are exact up to 2^24, flags are 0 or 1. */
public enum FeatureType {
    FLOAT32,
    INT32,
    BOOL
}
