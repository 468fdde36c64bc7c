package io.voxguard.serving.vector;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.entity.CallParties;
import io.voxguard.serving.feature.CellOrigin;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.ReadPlan;
import io.voxguard.serving.feature.RequestValue;
import io.voxguard.serving.feature.ViewCells;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.value.EventTime;
import io.voxguard.store.CallsInProgress.Kind;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Layout of a model's input: the source of each column, worked out once when the model is loaded. Immutable and thread-safe. */
public final class InputLayout {
    private final List<ModelInput> inputs;
    private final List<FeatureView> views;
    private final List<ReadPlan.Selection> selections;
    private final NumberRanges ranges;
    private final float[] defaults;
    /** Per input: the position of its view among {@link #views}, and of its feature in the selection; or its request feature. */
    private final int[] view;

    private final int[] feature;
    private final @Nullable RequestValue[] request;
    private final Map<String, Integer> byName = new HashMap<>();

    /** @throws InvalidDocument when an input names a feature that is not there, or one twice */
    public InputLayout(List<ModelInput> inputs, FeatureCatalogue catalogue, NumberRanges ranges) {
        this.inputs = List.copyOf(inputs);
        this.ranges = ranges;
        this.views = viewsOf(inputs, catalogue);
        this.defaults = new float[inputs.size()];
        this.view = new int[inputs.size()];
        this.feature = new int[inputs.size()];
        this.request = new RequestValue[inputs.size()];
        List<List<Integer>> selected =
                views.stream().<List<Integer>>map(any -> new ArrayList<>()).toList();
        for (int i = 0; i < inputs.size(); i++) {
            FeatureRef ref = inputs.get(i).feature();
            if (byName.put(ref.toString(), i) != null) {
                throw new InvalidDocument("inputs: expected each feature once, got " + ref + " twice");
            }
            defaults[i] = inputs.get(i).defaultValue();
            if (ref.ofRequest()) {
                request[i] = RequestValue.named(ref.feature(), catalogue.request());
            } else {
                FeatureView from = viewOf(ref, catalogue);
                view[i] = views.indexOf(from);
                List<Integer> features = selected.get(view[i]);
                feature[i] = features.size();
                features.add(from.indexOf(ref.feature()));
            }
        }
        this.selections = IntStream.range(0, views.size())
                .mapToObj(v -> new ReadPlan.Selection(
                        views.get(v),
                        selected.get(v).stream().mapToInt(Integer::intValue).toArray(),
                        CallParties.columns(views.get(v))))
                .toList();
    }

    /** Returns what is read for the model: the views in the order of {@link FeatureRows}, each with the features that are inputs. */
    public List<ReadPlan.Selection> selections() {
        return selections;
    }

    /** Returns the kinds of parties whose calls in progress are inputs. */
    public Set<Kind> counted() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (RequestValue computed : request) {
            Kind kind = computed == null ? null : computed.counted();
            if (kind != null) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /** Returns the positions of the inputs that come from any of these views. */
    public int[] positionsOf(Collection<FeatureView> of) {
        return IntStream.range(0, inputs.size())
                .filter(i -> request[i] == null && of.contains(views.get(view[i])))
                .toArray();
    }

    /** Returns the views that inputs come from, each once. */
    public List<FeatureView> views() {
        return views;
    }

    /**
     * Writes one row of inputs per call.
     *
     * @param firstRow of the buffer that is the calls', which holds as many behind it
     */
    public Vectors fill(FloatBuffer inputs, int firstRow, List<Call> calls, FeatureRows rows) {
        Vectors vectors = new Vectors(inputs, firstRow, calls.size(), defaults.length);
        for (int c = 0; c < calls.size(); c++) {
            Call call = calls.get(c);
            int last = -1; // neighbouring inputs mostly come from one view
            ViewCells cells = null;
            InputState otherwise = InputState.MISSING;
            for (int i = 0; i < defaults.length; i++) {
                RequestValue computed = request[i];
                if (computed != null) {
                    put(vectors, c, i, computed.of(call, ranges, rows, c), InputState.MISSING);
                    continue;
                }
                if (view[i] != last) {
                    last = view[i];
                    ViewOutcome outcome = rows.outcome(c, last);
                    cells = outcome == ViewOutcome.PRESENT ? rows.cells(last) : null;
                    otherwise = outcome == ViewOutcome.STALE ? InputState.STALE : InputState.MISSING;
                }
                put(vectors, c, i, cells == null ? Float.NaN : cells.number(c, feature[i]), otherwise);
            }
            if (!call.overrides().isEmpty()) {
                override(vectors, c, call.overrides());
            }
        }
        return vectors;
    }

    /** Returns where each input of a row came from, in the order of the inputs. */
    public List<InputProvenance> provenance(Call call, int row, Vectors vectors, FeatureRows rows) {
        List<InputProvenance> all = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            FeatureRef ref = inputs.get(i).feature();
            ViewOutcome outcome = request[i] == null ? rows.outcome(row, view[i]) : ViewOutcome.MISSING;
            boolean read = outcome == ViewOutcome.PRESENT || outcome == ViewOutcome.STALE;
            ViewCells cells = request[i] == null ? rows.cells(view[i]) : null;
            all.add(new InputProvenance(
                    ref,
                    vectors.value(row, i),
                    from(call, row, i, vectors, cells),
                    cells != null && read ? new EventTime(cells.eventSeconds(row), cells.eventNanos(row)) : null));
        }
        return all;
    }

    private InputOrigin from(Call call, int row, int input, Vectors vectors, @Nullable ViewCells cells) {
        if (vectors.source(row, input) != InputState.PRESENT) {
            return InputOrigin.DEFAULT;
        }
        if (call.overrides().containsKey(inputs.get(input).feature().toString())) {
            return InputOrigin.CONTEXT;
        }
        if (cells == null) {
            RequestValue computed = request[input];
            return computed == null || !computed.isAsked() ? InputOrigin.CALL : InputOrigin.STORE;
        }
        return cells.origin(row) == CellOrigin.CACHE ? InputOrigin.CACHE : InputOrigin.STORE;
    }

    private void put(Vectors vectors, int row, int input, float value, InputState otherwise) {
        if (Float.isFinite(value)) {
            vectors.put(row, input, value, InputState.PRESENT);
        } else {
            vectors.put(row, input, defaults[input], otherwise);
        }
    }

    /** Replaces stored values by those given with the call. Features that the model does not read are ignored. */
    private void override(Vectors vectors, int row, Map<String, Float> overrides) {
        for (Map.Entry<String, Float> override : overrides.entrySet()) {
            Integer input = byName.get(override.getKey());
            if (input != null) {
                put(vectors, row, input, override.getValue(), InputState.MISSING);
            }
        }
    }

    private static List<FeatureView> viewsOf(List<ModelInput> inputs, FeatureCatalogue catalogue) {
        List<FeatureView> views = new ArrayList<>();
        for (ModelInput input : inputs) {
            if (!input.feature().ofRequest()) {
                FeatureView view = viewOf(input.feature(), catalogue);
                if (!views.contains(view)) {
                    views.add(view);
                }
            }
        }
        return List.copyOf(views);
    }

    private static FeatureView viewOf(FeatureRef ref, FeatureCatalogue catalogue) {
        FeatureView view = catalogue.views().get(ref.view());
        if (view == null || view.indexOf(ref.feature()) < 0) {
            throw new InvalidDocument("inputs: expected a feature of a feature view, got " + ref);
        }
        if (!view.keyedByCall()) {
            throw new InvalidDocument(
                    "inputs: expected a view of the caller, callee or trunk, got " + ref + " by " + view.joinKeys());
        }
        return view;
    }
}
