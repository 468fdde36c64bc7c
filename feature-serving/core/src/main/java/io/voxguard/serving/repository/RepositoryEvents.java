package io.voxguard.serving.repository;

/** What a repository tells those who watch it. Called on its own thread, or the shadow's: quick and without waiting. */
public interface RepositoryEvents {
    /** Nobody watches. */
    RepositoryEvents NONE = new RepositoryEvents() {
        @Override
        public void loaded(String model, String version, long nanos) {}

        @Override
        public void refused(String model, String version, String why) {}

        @Override
        public void serving(String model, String version, String before) {}

        @Override
        public void shadow(String model, double difference, boolean decisionDiffers) {}
    };

    void loaded(String model, String version, long nanos);

    /** A version was tried and is not served. */
    void refused(String model, String version, String why);

    /** Another version answers from now on. Either may be empty: none. */
    void serving(String model, String version, String before);

    /** A shadow's answer was compared with the one that was given. */
    void shadow(String model, double difference, boolean decisionDiffers);
}
