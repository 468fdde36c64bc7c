package io.voxguard.serving.decisionlog;

/** Where records of scored calls go. Called on the road of every call: quick and without waiting. */
public interface DecisionLog {
    /** Nothing is kept. */
    DecisionLog OFF = new DecisionLog() {
        @Override
        public boolean wants() {
            return false;
        }

        @Override
        public void add(DecisionRecord scored) {}
    };

    /** Whether the next call is to be recorded. */
    boolean wants();

    /** Takes in a record. One that finds no room is dropped and counted. */
    void add(DecisionRecord scored);
}
