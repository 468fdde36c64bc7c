package io.voxguard.catalogue.view;

/** A feature by the name that the outside uses: {@code caller_velocity:calls_1m}; {@code request:hour} for those computed from the call. */
public record FeatureRef(String view, String feature) {
    /** The view name of features that are computed from the call itself. */
    public static final String REQUEST = "request";

    /** Reads {@code view:feature}. */
    public static FeatureRef parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new IllegalArgumentException("expected view:feature, got " + text);
        }
        return new FeatureRef(text.substring(0, colon), text.substring(colon + 1));
    }

    public boolean ofRequest() {
        return view.equals(REQUEST);
    }

    @Override
    public String toString() {
        return view + ":" + feature;
    }

    /** As requests name features: one of the request by its own name, any by {@code view:feature}. */
    public static FeatureRef ofRequestOrView(String name) {
        int colon = name.indexOf(':');
        return colon > 0 && colon < name.length() - 1 ? parse(name) : new FeatureRef(REQUEST, name);
    }
}
