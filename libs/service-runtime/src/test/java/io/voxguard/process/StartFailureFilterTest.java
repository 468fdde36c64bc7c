package io.voxguard.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartFailureFilterTest {
    private static final String APPLICATION = "io.quarkus.runtime.Application";
    private final StartFailureFilter filter = new StartFailureFilter();

    @Test
    void failedStartIsOneLineWithoutAStackTrace() {
        LogRecord record = record(
                APPLICATION,
                Level.SEVERE,
                "Failed to start application",
                new RuntimeException("STORE_URL: expected x"));

        assertThat(filter.isLoggable(record)).isTrue();

        assertThat(record.getMessage()).isEqualTo("Not started: STORE_URL: expected x");
        assertThat(record.getThrown()).isNull();
    }

    @Test
    void formattedRecordKeepsSignsThatAreNotParameters() {
        ExtLogRecord record = new ExtLogRecord(
                Level.SEVERE, "Failed to start application (with profile %s)", ExtLogRecord.FormatStyle.PRINTF, "x");
        record.setLoggerName(APPLICATION);
        record.setParameters(new Object[] {"prod"});
        record.setThrown(new RuntimeException("100 % of {0}"));

        assertThat(filter.isLoggable(record)).isTrue();

        assertThat(record.getFormattedMessage()).isEqualTo("Not started: 100 % of {0}");
    }

    @Test
    void portInUseIsNamedByItsVariable() {
        LogRecord record = record(APPLICATION, Level.SEVERE, "Port %d seems to be in use by another process.", null);
        record.setParameters(new Object[] {8080});

        assertThat(filter.isLoggable(record)).isTrue();

        assertThat(record.getMessage())
                .isEqualTo("Not started: PORT=8080 is in use by another process; expected a free port");
        assertThat(record.getParameters()).isNull();
    }

    @Test
    void failureToListenSaysSo() {
        LogRecord record = record(
                APPLICATION,
                Level.SEVERE,
                "Failed to start application",
                new RuntimeException(new BindException("Address already in use")));

        filter.isLoggable(record);

        assertThat(record.getMessage()).startsWith("Not started: ").endsWith("Address already in use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Use 'ss -anop' to find it", "You can try to kill it"})
    void adviceAboutOtherProcessesIsNotLogged(String advice) {
        assertThat(filter.isLoggable(record(APPLICATION, Level.WARNING, advice, null)))
                .isFalse();
        assertThat(filter.isLoggable(record("io.voxguard.other", Level.WARNING, advice, null)))
                .isTrue();
        assertThat(filter.isLoggable(record(APPLICATION, Level.INFO, advice, null)))
                .isTrue();
    }

    @Test
    void otherRecordsStayAsTheyAre() {
        RuntimeException failure = new RuntimeException("x");
        LogRecord other = record("io.voxguard.other", Level.SEVERE, "Failed to start application", failure);
        LogRecord without = record(APPLICATION, Level.SEVERE, "Failed to start application", null);

        assertThat(filter.isLoggable(other)).isTrue();
        assertThat(filter.isLoggable(without)).isTrue();

        assertThat(other.getThrown()).isSameAs(failure);
        assertThat(without.getMessage()).isEqualTo("Failed to start application");
    }

    private static LogRecord record(String logger, Level level, String message, @Nullable Throwable thrown) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName(logger);
        record.setThrown(thrown);
        return record;
    }
}
