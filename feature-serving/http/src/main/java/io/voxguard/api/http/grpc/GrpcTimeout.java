package io.voxguard.api.http.grpc;

import org.jspecify.annotations.Nullable;

/** The deadline of a call as gRPC sends it: at most eight digits and a unit. */
final class GrpcTimeout {
    private static final int MAX_DIGITS = 8;

    private GrpcTimeout() {}

    /** Returns the deadline in microseconds, at least 1; 0 when the header is absent or malformed. */
    static long micros(@Nullable String header) {
        if (header == null || header.length() < 2 || header.length() > MAX_DIGITS + 1) {
            return 0;
        }
        long count = 0;
        for (int i = 0; i < header.length() - 1; i++) {
            int digit = header.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            count = 10 * count + digit;
        }
        long micros =
                switch (header.charAt(header.length() - 1)) {
                    case 'H' -> count * 3_600_000_000L;
                    case 'M' -> count * 60_000_000L;
                    case 'S' -> count * 1_000_000L;
                    case 'm' -> count * 1000;
                    case 'u' -> count;
                    case 'n' -> count / 1000;
                    default -> -1;
                };
        return micros < 0 ? 0 : Math.max(1, micros);
    }
}
