package io.voxguard.function.event;

/** An event that answers another one: a structured CloudEvent in JSON. */
public final class ReplyEvent {
    private final byte[] json;

    private ReplyEvent(byte[] json) {
        this.json = json;
    }

    /** @param json in UTF-8; not copied, and not to be changed afterwards */
    public static ReplyEvent structured(byte[] json) {
        return new ReplyEvent(json);
    }

    /** Returns the event in UTF-8; not a copy. */
    public byte[] json() {
        return json;
    }
}
