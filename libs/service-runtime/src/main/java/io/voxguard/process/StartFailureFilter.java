package io.voxguard.process;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.ExtLogRecord;

/** Tells of a start that failed in one line, without a stack trace. In force as {@code quarkus.log.console.filter=start-failures}. */
@LoggingFilter(name = StartFailureFilter.NAME)
public final class StartFailureFilter implements Filter {
    static final String NAME = "start-failures";
    private static final String CATEGORY = "io.quarkus.runtime.Application";
    private static final String FAILED = "Failed to start application";
    private static final String PORT_IN_USE = "Port %d seems to be in use";

    @Override
    public boolean isLoggable(LogRecord record) {
        if (!CATEGORY.equals(record.getLoggerName())) {
            return true;
        }
        String message = String.valueOf(record.getMessage());
        Throwable failure = record.getThrown();
        if (failure != null && message.startsWith(FAILED)) {
            say(record, "Not started: " + (OneLine.isAboutThePort(failure) ? port() : "") + OneLine.of(failure));
        } else if (message.startsWith(PORT_IN_USE)) {
            say(record, "Not started: PORT=" + first(record) + " is in use by another process; expected a free port");
        } else if (record.getLevel().intValue() == Level.WARNING.intValue()) {
            return !(message.startsWith("Use '") || message.startsWith("You can try to kill"));
        }
        return true;
    }

    private static String port() {
        return ConfigProvider.getConfig()
                .getOptionalValue("quarkus.http.port", String.class)
                .map(port -> "PORT=" + port + ": expected a port that is free, got ")
                .orElse("");
    }

    private static Object first(LogRecord record) {
        Object[] parameters = record.getParameters();
        return parameters == null || parameters.length == 0 ? "" : parameters[0];
    }

    private static void say(LogRecord record, String line) {
        record.setThrown(null);
        record.setParameters(null);
        if (record instanceof ExtLogRecord extended) {
            extended.setMessage(line, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            record.setMessage(line);
        }
    }
}
