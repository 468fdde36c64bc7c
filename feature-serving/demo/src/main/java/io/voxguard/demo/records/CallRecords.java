package io.voxguard.demo.records;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads call records from CSV, of either set of columns: {@code caller,callee,trunk,started_at,duration_s[,label]} with RFC 3339 times, or
 * {@code From,To,Datetime,Duration(seconds),Cell Tower} with times as {@code yyyymmdd hhmm}, taken as UTC, and the tower as the trunk.
 */
public final class CallRecords {
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .get();
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyyMMdd HHmm");
    private static final List<String> OURS = List.of("caller", "callee", "trunk", "started_at", "duration_s");
    private static final List<String> VAST = List.of("From", "To", "Datetime", "Duration(seconds)", "Cell Tower");

    private CallRecords() {}

    /** All calls in the order of their start; calls that start together stay in the order of the file. */
    public static List<CallRecord> read(Path file) throws IOException {
        List<CallRecord> calls = new ArrayList<>();
        try (CSVParser rows = CSVParser.parse(Files.newBufferedReader(file), FORMAT)) {
            List<String> columns = rows.getHeaderNames();
            if (!columns.containsAll(OURS) && !columns.containsAll(VAST)) {
                throw new IOException(file + ": expected the columns " + OURS + " or " + VAST + ", got " + columns);
            }
            boolean ours = columns.containsAll(OURS);
            for (CSVRecord row : rows) {
                try {
                    calls.add(ours ? ours(row, columns.contains("label")) : vast(row));
                } catch (RuntimeException e) {
                    throw new IOException(file + ": line " + rows.getCurrentLineNumber() + ": not a call: " + row, e);
                }
            }
        }
        calls.sort(Comparator.comparingLong(CallRecord::startedAtMs));
        return calls;
    }

    private static CallRecord ours(CSVRecord row, boolean labelled) {
        String trunk = row.get("trunk");
        return new CallRecord(
                row.get("caller"),
                row.get("callee"),
                trunk.isEmpty() ? null : trunk,
                Instant.parse(row.get("started_at")).toEpochMilli(),
                Math.max(0, Long.parseLong(row.get("duration_s"))),
                labelled ? row.get("label") : null);
    }

    private static CallRecord vast(CSVRecord row) {
        long start = LocalDateTime.parse(row.get("Datetime"), MINUTE)
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
        return new CallRecord(
                row.get("From"),
                row.get("To"),
                "tower-" + row.get("Cell Tower"),
                start,
                // a few records have a negative duration
                Math.max(0, Long.parseLong(row.get("Duration(seconds)"))),
                null);
    }
}
