package io.voxguard.serving.rules;

import io.voxguard.catalogue.call.CallField;
import io.voxguard.catalogue.call.CatalogueFields;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.rules.condition.FieldType;
import io.voxguard.rules.condition.Fields;
import io.voxguard.rules.evaluation.CompiledRules;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.entity.CallParties;
import io.voxguard.serving.feature.CellState;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.ReadPlan;
import io.voxguard.serving.feature.RequestValue;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.store.CallsInProgress.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Sources of the values that the conditions of a rule set name, worked out once for a set and a model. Features that only rules read come behind the model's,
 * so that a model finds its own in the same places. Immutable and thread-safe.
 */
public final class RuleLayout {
    private final RulesInForce inForce;
    private final CompiledRules rules;
    private final NumberRanges ranges;
    private final FieldType[] types;
    private final List<FieldSource> sources = new ArrayList<>();
    private final List<ReadPlan.Selection> selections;
    private final Set<Kind> counted = EnumSet.noneOf(Kind.class);

    /** Source of one field's values. A value given with the call replaces the stored one; NaN replaces the default. */
    private interface FieldSource {
        void fill(Call call, int row, FeatureRows rows, CallValues values);
    }

    /**
     * @param rules those that are in force
     * @param model what the model reads
     * @throws InvalidDocument when a condition names a feature that is not there, or is of another type
     */
    public RuleLayout(
            RulesInForce inForce,
            CompiledRules rules,
            List<ReadPlan.Selection> model,
            FeatureCatalogue catalogue,
            NumberRanges ranges) {
        this.inForce = inForce;
        this.rules = rules;
        this.ranges = ranges;
        Fields known = CatalogueFields.of(catalogue);
        int width = rules.namedFields().keySet().stream()
                .mapToInt(index -> index + 1)
                .max()
                .orElse(0);
        this.types = new FieldType[width];
        Arrays.fill(types, FieldType.INT);
        Map<FeatureView, List<Integer>> read = new LinkedHashMap<>();
        model.forEach(one -> read.put(
                one.view(),
                new ArrayList<>(Arrays.stream(one.features()).boxed().toList())));
        rules.namedFields().forEach((index, field) -> {
            if (!known.all().contains(field)) {
                throw new InvalidDocument("rules " + inForce.set() + ": expected a field that is there, got " + field);
            }
            types[index] = field.type();
            sources.add(source(index, field.name(), catalogue, read));
        });
        this.selections = read.entrySet().stream()
                .map(one -> new ReadPlan.Selection(
                        one.getKey(),
                        one.getValue().stream().mapToInt(Integer::intValue).toArray(),
                        CallParties.columns(one.getKey())))
                .toList();
    }

    private FieldSource source(
            int field, String name, FeatureCatalogue catalogue, Map<FeatureView, List<Integer>> read) {
        Optional<CallField> ofCall = CallField.inConditions(name);
        if (ofCall.isPresent()) {
            return said(field, ofCall.get());
        }
        int dot = name.indexOf('.');
        FeatureRef ref = new FeatureRef(name.substring(0, dot), name.substring(dot + 1));
        return ref.ofRequest() ? computed(field, ref, catalogue) : stored(field, ref, catalogue, read);
    }

    /** Returns the source of what the call itself says; a text that it does not give is empty. */
    private static FieldSource said(int field, CallField ofCall) {
        return switch (ofCall) {
            case CALLER -> (call, row, rows, values) -> values.text(field, call.caller());
            case CALLEE -> (call, row, rows, values) -> values.text(field, call.callee());
            case TRUNK -> (call, row, rows, values) -> values.text(field, Objects.requireNonNullElse(call.trunk(), ""));
            case CALL_ID ->
                (call, row, rows, values) -> values.text(field, Objects.requireNonNullElse(call.callId(), ""));
            case STARTED_AT -> (call, row, rows, values) -> values.integer(field, call.startedAtMs());
        };
    }

    private FieldSource computed(int field, FeatureRef ref, FeatureCatalogue catalogue) {
        RequestValue feature = RequestValue.named(ref.feature());
        float otherwise = declared(ref, catalogue).defaultValue();
        String given = ref.toString();
        Kind party = feature.counted();
        if (party != null) {
            counted.add(party);
        }
        return (call, row, rows, values) -> {
            values.clear(field, otherwise);
            Float said = call.overrides().get(given);
            values.number(field, said == null ? feature.of(call, ranges, rows, row) : said);
        };
    }

    private static FieldSource stored(
            int field, FeatureRef ref, FeatureCatalogue catalogue, Map<FeatureView, List<Integer>> read) {
        FeatureView view = catalogue.views().get(ref.view());
        if (view == null) {
            throw new InvalidDocument(ref + ": no such view");
        }
        float otherwise = declared(ref, catalogue).defaultValue();
        List<Integer> features = read.computeIfAbsent(view, any -> new ArrayList<>());
        int inView = view.indexOf(ref.feature());
        if (!features.contains(inView)) {
            features.add(inView);
        }
        int place = features.indexOf(inView);
        int v = List.copyOf(read.keySet()).indexOf(view);
        String given = ref.toString();
        return (call, row, rows, values) -> {
            values.clear(field, otherwise);
            Float said = call.overrides().get(given);
            if (said != null) {
                values.number(field, said);
            } else if (rows.outcome(row, v) == ViewOutcome.PRESENT) {
                CellState found = rows.cells(v).read(row, place, values.taking(field));
                if (found != CellState.VALUE) {
                    values.clear(field, otherwise); // what was shown before it broke off does not count
                }
            }
        };
    }

    private static Feature declared(FeatureRef ref, FeatureCatalogue catalogue) {
        return catalogue.find(ref).orElseThrow(() -> new InvalidDocument(ref + ": no such feature"));
    }

    /** Returns what is read for model and rules: the model's views and features first, each in their places. */
    public List<ReadPlan.Selection> selections() {
        return selections;
    }

    /** Returns the kinds of parties whose calls in progress rules look at. */
    public Set<Kind> counted() {
        return Collections.unmodifiableSet(counted);
    }

    /** Returns an evaluation of the rules over one request's calls. */
    public Evaluation begin(List<Call> calls, FeatureRows rows, long nowMs) {
        return new Evaluation(calls, rows, nowMs);
    }

    /** Evaluation of the rules over one request's calls. Used by one thread. */
    public final class Evaluation {
        private final List<Call> calls;
        private final FeatureRows rows;
        private final long nowMs;
        private final CallValues values = new CallValues(types);

        private Evaluation(List<Call> calls, FeatureRows rows, long nowMs) {
            this.calls = calls;
            this.rows = rows;
            this.nowMs = nowMs;
        }

        /** Returns the verdict of the rules on a call. */
        public RuleVerdict of(int call) {
            for (FieldSource source : sources) {
                source.fill(calls.get(call), call, rows, values);
            }
            return new RuleVerdict(inForce.set(), inForce.revision(), rules.evaluate(values, nowMs));
        }
    }
}
