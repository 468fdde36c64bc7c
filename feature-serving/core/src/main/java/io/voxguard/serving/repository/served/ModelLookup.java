package io.voxguard.serving.repository.served;

/** Result of looking a model up for one request: a {@link ModelLease}, or why there is none. */
public sealed interface ModelLookup permits ModelLease, ModelLookup.Unknown, ModelLookup.NotServing {
    /**
     * There is no such model, or no such version of it is loaded.
     *
     * @param what names it
     */
    record Unknown(String what) implements ModelLookup {}

    /**
     * The model is known and no version of it serves.
     *
     * @param why names the model and the reason
     */
    record NotServing(String why) implements ModelLookup {}
}
