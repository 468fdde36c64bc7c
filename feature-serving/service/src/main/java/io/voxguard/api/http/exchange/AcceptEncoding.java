package io.voxguard.api.http.exchange;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request's Accept-Encoding, as RFC 9110, 12.5.3, has it.
 *
 * @param gzip the weight of gzip; 0: not acceptable
 * @param deflate the weight of deflate
 * @param identity the weight of a body as it is; where it is not named it is acceptable, and anything else is preferred to it
 */
record AcceptEncoding(double gzip, double deflate, double identity) {
    private static final AcceptEncoding ANY = new AcceptEncoding(0, 0, 1);
    private static final double LEAST = 0.0001;

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
                    // a coding that is not spoken here
                }
            }
        }
        return new AcceptEncoding(named(gzip, others, 0), named(deflate, others, 0), named(identity, others, LEAST));
    }

    private static double named(double weight, double others, double otherwise) {
        return weight >= 0 ? weight : others >= 0 ? others : otherwise;
    }

    /** What stands behind {@code q=}; 1 where there is none, 0 where it cannot be read. */
    private static double weight(String parameters) {
        for (String parameter : parameters.split(";", -1)) {
            String text = parameter.strip();
            if (text.startsWith("q=")) {
                return text.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)") ? Double.parseDouble(text.substring(2)) : 0;
            }
        }
        return 1;
    }

    /** Whether a body may be sent as it is. */
    boolean allowsIdentity() {
        return identity > 0;
    }

    /** Whether nothing that can be sent here is acceptable. */
    boolean allowsNothing() {
        return identity <= 0 && gzip <= 0 && deflate <= 0;
    }

    /** The coding to compress a body in; null: none is preferred to the body as it is. */
    @Nullable
    String coding() {
        double best = Math.max(gzip, deflate);
        return best <= 0 || best < identity ? null : gzip >= deflate ? "gzip" : "deflate";
    }
}
