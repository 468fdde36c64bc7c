package io.voxguard.api.limits;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.DurationConverter;
import io.voxguard.store.limit.Window;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** Converts a setting that is a window: {@code 10/1s}, or {@code 10/1s burst 20} where the burst is not the count. */
@RegisterForReflection
public final class WindowConverter implements Converter<Window> {
    private static final long serialVersionUID = 1L;
    private static final String EXPECTED =
            "expected count/period as 10/1s or 600/10m, with another burst as 10/1s burst 20";
    private static final Pattern WINDOW = Pattern.compile("(\\d{1,10})\\s*/\\s*(\\S+)(?:\\s+burst\\s+(\\d{1,10}))?");

    @Override
    public Window convert(String text) {
        Matcher window = WINDOW.matcher(text.strip());
        if (!window.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        long count = Long.parseLong(window.group(1));
        long burst = window.group(3) == null ? count : Long.parseLong(window.group(3));
        return Window.of(count, period(window.group(2)), burst);
    }

    private static Duration period(String text) {
        try {
            Duration period = DurationConverter.parseDuration(text);
            if (period != null) {
                return period;
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
        throw new IllegalArgumentException(EXPECTED);
    }
}
