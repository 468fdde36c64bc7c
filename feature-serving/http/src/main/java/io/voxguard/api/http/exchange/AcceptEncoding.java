package io.voxguard.api.http.exchange;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request's Accept-Encoding (RFC 9110, 12.5.3).
 *
 * @param gzip the weight of gzip; 0: not acceptable
 * @param deflate the weight of deflate
 * @param identity the weight of a body as it is; acceptable when it is not named, and anything else is preferred to it
 */
record AcceptEncoding(double gzip, double deflate, double identity) {
    private static final AcceptEncoding ANY = new AcceptEncoding(0, 0, 1);
    private static final double LOWEST = 0.0001;

    static AcceptEncoding of(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return ANY;
        }
        double gzip = -1;
        double deflate = -1;
        double identity = -1;
        double others = -1;
        for (String element : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            int semicolon = element.indexOf(';');
            String coding = (semicolon < 0 ? element : element.substring(0, semicolon)).strip();
            double weight = semicolon < 0 ? 1 : weight(element.substring(semicolon + 1));
            switch (coding) {
                case "gzip", "x-gzip" -> gzip = weight;
                case "deflate" -> deflate = weight;
                case "identity" -> identity = weight;
                case "*" -> others = weight;
                default -> {
                    // a coding that this service does not have
                }
            }
        }
        return new AcceptEncoding(named(gzip, others, 0), named(deflate, others, 0), named(identity, others, LOWEST));
    }

    private static double named(double weight, double others, double otherwise) {
        return weight >= 0 ? weight : others >= 0 ? others : otherwise;
    }

    /** Returns the value of {@code q=}; 1 when it is absent, 0 when it is malformed. */
    private static double weight(String parameters) {
        for (String parameter : parameters.split(";", -1)) {
            String text = parameter.strip();
            if (text.startsWith("q=")) {
                return text.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)") ? Double.parseDouble(text.substring(2)) : 0;
            }
        }
        return 1;
    }

    /** Returns true when a body may be sent as it is. */
    boolean allowsIdentity() {
        return identity > 0;
    }

    /** Returns true when no coding of this service is acceptable. */
    boolean allowsNothing() {
        return identity <= 0 && gzip <= 0 && deflate <= 0;
    }

    /** Returns the coding to compress a body in; null when the body as it is is preferred. */
    @Nullable
    String coding() {
        double best = Math.max(gzip, deflate);
        return best <= 0 || best < identity ? null : gzip >= deflate ? "gzip" : "deflate";
    }
}
