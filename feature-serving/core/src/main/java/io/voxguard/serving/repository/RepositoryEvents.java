package io.voxguard.serving.repository;

/** Observer of a repository. Called on the repository's thread, or the shadow's: implementations return quickly and do not wait. */
public interface RepositoryEvents {
    /** Ignores all events. */
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

    /** A version was refused and does not serve. */
    void refused(String model, String version, String why);

    /** Another version answers from now on. Either is empty if no version answers. */
    void serving(String model, String version, String before);

    /** A shadow's answer was compared with the one that was given. */
    void shadow(String model, double difference, boolean decisionDiffers);
}
