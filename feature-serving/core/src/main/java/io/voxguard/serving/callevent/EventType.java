package io.voxguard.serving.callevent;

import io.voxguard.serving.decision.Decision;

/** Types of events about calls. Their data are alike. */
public enum EventType {
    /** A call that is reviewed or blocked. */
    DETECTION("io.voxguard.detection.v1", "https://voxguard.io/schemas/detection.v1.json"),
    /** A call that was decided, whatever was decided. */
    CALL_SCORED("io.voxguard.call.scored.v1", "https://voxguard.io/schemas/call-scored.v1.json");

    private final String type;
    private final String dataSchema;

    EventType(String type, String dataSchema) {
        this.type = type;
        this.dataSchema = dataSchema;
    }

    /** Returns the {@code type} of these CloudEvents. */
    public String type() {
        return type;
    }

    /** Returns the {@code dataschema} of these CloudEvents. */
    String dataSchema() {
        return dataSchema;
    }

    /** Returns whether a call about which that was decided has an event of this type. */
    public boolean isOf(Decision decision) {
        return this == CALL_SCORED || decision != Decision.ALLOW;
    }
}
