package io.voxguard.serving.limit;

import java.util.List;

/** What a limit has a bucket for. */
public enum Per {
    CALLER(Part.CALLER),
    CALLEE(Part.CALLEE),
    TRUNK(Part.TRUNK),
    /** Caller and callee together. */
    PAIR(Part.CALLER, Part.CALLEE),
    /** Any text that the request gives. */
    KEY(Part.KEY);

    private final List<Part> parts;

    Per(Part... parts) {
        this.parts = List.of(parts);
    }

    /** Returns the parts that a request has to give. */
    public List<Part> parts() {
        return parts;
    }
}
