package io.voxguard.catalogue.view;

import java.util.Locale;

/** Whom or what the features of a view are about, when a call is scored. */
public enum EntityKind {
    CALLER,
    CALLEE,
    TRUNK;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As calls and view files name it, in lower case. */
    String label() {
        return label;
    }
}
