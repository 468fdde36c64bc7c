package io.voxguard.api.http.features;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.exchange.PiecewiseReply;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.serving.feature.CellOrigin;
import io.voxguard.serving.feature.CellState;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.ViewCells;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.retrieval.FeatureStatus;
import io.voxguard.serving.retrieval.RetrievalPlan;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the features that were read, column by column, straight from the bytes that the store sent. Used once, by one thread at a time. */
final class FeaturesReply implements PiecewiseReply.Pieces {
    /** A reply of more bytes is sent in pieces of about this size. */
    static final int PIECE = 256 * 1024;

    private static final byte[] VALUES = JsonBytes.ascii("\"values\":[");
    private static final byte[] STATUSES = JsonBytes.ascii("],\"statuses\":[");
    private static final byte[] TIMES = JsonBytes.ascii("],\"event_timestamps\":[");
    private static final byte[] SOURCES = JsonBytes.ascii("],\"sources\":[");
    private static final byte[] RESULTS = JsonBytes.ascii("\"results\":[");
    private static final byte[] METADATA = JsonBytes.ascii("],\"metadata\":{\"feature_names\":[");
    private static final byte[] METADATA_END = JsonBytes.ascii("]}}");
    private static final byte[] REQUEST = JsonBytes.ascii("\"request\"");
    private static final byte[] STORE = JsonBytes.ascii("\"store\"");
    private static final byte[] CACHE = JsonBytes.ascii("\"cache\"");
    private static final FeatureStatus[] ALL = FeatureStatus.values();
    private static final byte[][] STATUS_NAMES = new byte[ALL.length][];

    static {
        for (FeatureStatus status : ALL) {
            STATUS_NAMES[status.ordinal()] = JsonBytes.ascii('"' + status.name() + '"');
        }
    }

    private final FeaturesRequest request;
    private final FeatureRows rows;
    private final boolean likeFeast;
    private final PlanReply plan;
    private final ValueJson values;
    private JsonBytes json = JsonBytes.ofThread();
    private byte last = '[';
    private final byte[] statuses;
    /** The event times of each view's rows as they are written, one behind the other; made with the first column of the view. */
    private final @Nullable EventTimesJson[] times;

    /**
     * By view, from where to where in the piece being written a column of PRESENT values goes on behind its values: other such columns of the view go on in the same
     * way. The end is 0 before the first of them.
     */
    private final int[] endsFrom;

    private final int[] endsTo;

    /** Whether every value so far was PRESENT. */
    private boolean whole = true;

    private int column;

    FeaturesReply(FeaturesRequest request, FeatureRows rows, boolean likeFeast, PlanReply plan) {
        this.request = request;
        this.rows = rows;
        this.likeFeast = likeFeast;
        this.plan = plan;
        this.values = new ValueJson(likeFeast);
        this.statuses = new byte[rows.size()];
        int views = request.plan().views().size();
        this.times = new EventTimesJson[views];
        this.endsFrom = new int[views];
        this.endsTo = new int[views];
    }

    @Override
    public boolean more() {
        return column <= request.echoed().size() + request.plan().columns().size();
    }

    @Override
    public ByteBuf next() {
        return chunk(PIECE);
    }

    /** Writes columns until a piece has about that many bytes; to be released. */
    ByteBuf chunk(int bytes) {
        json = JsonBytes.ofThread();
        json.reset(last);
        Arrays.fill(endsTo, 0);
        values.to(json);
        if (column == 0) {
            json.beginObject();
            json.raw(RESULTS);
        }
        while (more() && json.size() < bytes) {
            int feature = column - request.echoed().size();
            if (feature < 0) {
                entity(request.echoed().get(column).values());
            } else if (feature < request.plan().columns().size()) {
                feature(feature, request.plan().columns().get(feature));
            } else {
                end();
            }
            column++;
        }
        last = json.last();
        return json.copy();
    }

    private void entity(EntityColumn column) {
        open();
        for (int row = 0; row < rows.size(); row++) {
            plain(column.values()[row]);
        }
        json.part(STATUSES);
        json.repeat(STATUS_NAMES[FeatureStatus.PRESENT.ordinal()], rows.size());
        times(TimestampJson.EPOCH);
        if (request.provenance()) {
            json.part(SOURCES);
            json.repeat(REQUEST, rows.size());
        }
        close();
    }

    private void plain(@Nullable Object value) {
        switch (value) {
            case null -> json.nothing();
            case Long number -> json.number((long) number);
            case Double number -> json.number((double) number);
            case Boolean flag -> json.bool(flag);
            case byte[] bytes -> values.bytes(bytes, 0, bytes.length);
            default -> json.string(value.toString());
        }
    }

    private void times(byte[] all) {
        if (rows.size() > 0 || !likeFeast) {
            json.part(TIMES);
            json.repeat(all, rows.size());
        }
    }

    private void feature(int number, RetrievalPlan.Column column) {
        int view = column.view();
        ViewCells cells = rows.cells(view);
        values.shortFloats(plan.isPacked(view));
        open();
        boolean present = true;
        for (int row = 0; row < rows.size(); row++) {
            FeatureStatus status = value(cells, row, column.feature());
            statuses[row] = (byte) status.ordinal();
            present &= status == FeatureStatus.PRESENT;
        }
        count(number, present);
        if (!present && !likeFeast) {
            json.part(STATUSES);
            for (int row = 0; row < rows.size(); row++) {
                json.raw(STATUS_NAMES[statuses[row]]);
            }
            endColumn(view);
        } else if (endsTo[view] > 0) {
            json.again(endsFrom[view], endsTo[view]);
        } else {
            endsFrom[view] = json.size();
            json.part(STATUSES);
            json.repeat(STATUS_NAMES[FeatureStatus.PRESENT.ordinal()], rows.size());
            endColumn(view);
            endsTo[view] = json.size();
        }
    }

    /** Writes what comes behind the statuses of a view's column. */
    private void endColumn(int view) {
        if (rows.size() > 0 || !likeFeast) {
            json.part(TIMES);
            eventTimes(view);
        }
        if (request.provenance()) {
            sources(rows.cells(view));
        }
        close();
    }

    /** Counts a column's values; those of a reply that is PRESENT throughout are counted together at its end. */
    private void count(int number, boolean present) {
        if (whole && !present) {
            for (int before = 0; before < number; before++) {
                plan.metrics().present(before, rows.size());
            }
            whole = false;
        }
        if (!present) {
            plan.metrics().column(number, statuses, rows.size());
        } else if (!whole) {
            plan.metrics().present(number, rows.size());
        }
    }

    private FeatureStatus value(ViewCells cells, int row, int feature) {
        int before = json.size();
        ViewOutcome outcome = cells.outcome(row);
        if (!likeFeast && outcome != ViewOutcome.PRESENT && outcome != ViewOutcome.STALE) {
            json.nothing();
            return FeatureStatus.of(outcome, cells.state(row, feature));
        }
        values.begin();
        CellState state = cells.read(row, feature, values);
        if (state == CellState.BROKEN) {
            json.truncate(before);
            json.nothing();
        } else if (state == CellState.VALUE && !values.finite()) {
            state = CellState.NOT_FINITE;
        }
        return FeatureStatus.of(outcome, state);
    }

    private void eventTimes(int view) {
        EventTimesJson written = times[view];
        if (written == null) {
            written = EventTimesJson.of(rows.cells(view), rows.size(), likeFeast);
            times[view] = written;
        }
        json.list(written.bytes(), written.ends());
    }

    private void sources(ViewCells cells) {
        json.part(SOURCES);
        for (int row = 0; row < rows.size(); row++) {
            ViewOutcome outcome = cells.outcome(row);
            if (outcome == ViewOutcome.MISSING) {
                json.nothing();
            } else {
                json.raw(cells.origin(row) == CellOrigin.CACHE ? CACHE : STORE);
            }
        }
    }

    private void open() {
        json.beginObject();
        json.raw(VALUES);
    }

    private void close() {
        json.endArray();
        json.endObject();
    }

    private void end() {
        if (whole) {
            plan.metrics().wholeRows(rows.size());
        }
        json.part(METADATA);
        request.echoed().forEach(column -> json.string(column.name()));
        json.raw(plan.names());
        json.part(METADATA_END);
    }
}
