package io.voxguard.api.http.features;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.exchange.PiecewiseReply;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.api.metrics.FeatureMetrics;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.serving.feature.CellOrigin;
import io.voxguard.serving.feature.CellState;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.ViewCells;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.retrieval.FeatureStatus;
import io.voxguard.serving.retrieval.RetrievalPlan;
import java.util.List;
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
    private final FeatureMetrics metrics;
    private final ValueJson values;
    private JsonBytes json = JsonBytes.ofThread();
    private byte last = '[';
    private final byte[] statuses;
    /** The event times of each view's rows as they are written, one behind the other; made with the first column of the view. */
    private final @Nullable EventTimesJson[] times;

    private int column;

    FeaturesReply(FeaturesRequest request, FeatureRows rows, boolean likeFeast, FeatureMetrics metrics) {
        this.request = request;
        this.rows = rows;
        this.likeFeast = likeFeast;
        this.metrics = metrics;
        this.values = new ValueJson(likeFeast);
        this.statuses = new byte[rows.size()];
        this.times = new EventTimesJson[request.plan().views().size()];
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
                feature(request.plan().columns().get(feature));
            } else {
                names();
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

    private void feature(RetrievalPlan.Column column) {
        ViewCells cells = rows.cells(column.view());
        values.shortFloats(request.plan().views().get(column.view()).layout() instanceof Layout.Packed);
        open();
        boolean present = true;
        for (int row = 0; row < rows.size(); row++) {
            FeatureStatus status = value(cells, row, column.feature());
            statuses[row] = (byte) status.ordinal();
            present &= status == FeatureStatus.PRESENT;
        }
        metrics.answered(column, statuses, rows.size(), present);
        json.part(STATUSES);
        if (present || likeFeast) {
            json.repeat(STATUS_NAMES[FeatureStatus.PRESENT.ordinal()], rows.size());
        } else {
            for (int row = 0; row < rows.size(); row++) {
                json.raw(STATUS_NAMES[statuses[row]]);
            }
        }
        if (rows.size() > 0 || !likeFeast) {
            json.part(TIMES);
            eventTimes(column.view());
        }
        if (request.provenance()) {
            sources(cells);
        }
        close();
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

    private void names() {
        json.part(METADATA);
        request.echoed().forEach(column -> json.string(column.name()));
        List<RetrievalPlan.Column> columns = request.plan().columns();
        for (int i = 0; i < columns.size(); i++) {
            json.string(columns.get(i).name());
        }
        json.part(METADATA_END);
    }
}
