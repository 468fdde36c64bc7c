package io.voxguard.serving.limit;

/** Observer of requests that took tokens or were refused them. Called on any thread; quick. */
public interface LimitEvents {
    /** Observes nothing. */
    LimitEvents NONE = new LimitEvents() {
        @Override
        public void decided(LimitVerdict verdict) {
            // nothing to observe
        }
    };

    /** Called for each request that was not only a look. */
    void decided(LimitVerdict verdict);
}
