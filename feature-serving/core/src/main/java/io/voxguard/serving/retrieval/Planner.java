package io.voxguard.serving.retrieval;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureService;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.problem.Refused;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.ReadPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes retrieval plans: finds views and features by name and assigns the columns of the reply. */
final class Planner {
    private static final Pattern VERSIONED = Pattern.compile("(.+)@(?:[vV](\\d+)|latest|)", Pattern.CASE_INSENSITIVE);

    private final FeatureCatalogue catalogue;
    private final OnlineFeatures features;

    Planner(FeatureCatalogue catalogue, OnlineFeatures features) {
        this.catalogue = catalogue;
        this.features = features;
    }

    /** Features that are asked of one view, in the order asked. */
    private record Wanted(FeatureView view, String shownAs, Map<String, String> joinKeyNames, List<Integer> features) {}

    /** @param references as {@code view:feature} or {@code view@v2:feature} */
    RetrievalPlan of(List<String> references, boolean fullNames) {
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        List<String[]> order = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            String reference = references.get(i);
            String field = "features[" + i + "]";
            int colon = reference.indexOf(':');
            if (colon < 1 || colon == reference.length() - 1) {
                throw Refused.invalid(field, "view:feature", '"' + reference + '"');
            }
            String name = versioned(reference.substring(0, colon));
            FeatureView view = view(name, field);
            Wanted of = wanted.computeIfAbsent(name, key -> new Wanted(view, key, Map.of(), new ArrayList<>()));
            of.features.add(feature(view, reference.substring(colon + 1), field));
            order.add(new String[] {name, reference.substring(colon + 1)});
        }
        return plan(wanted, order, fullNames, "features");
    }

    RetrievalPlan of(FeatureService service, boolean fullNames) {
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        List<String[]> order = new ArrayList<>();
        String field = "feature_service";
        for (FeatureService.Projection projection : service.projections()) {
            FeatureView view = view(versioned(projection.view()), field);
            Wanted of = wanted.computeIfAbsent(
                    projection.shownAs(), key -> new Wanted(view, key, projection.joinKeyNames(), new ArrayList<>()));
            for (String feature : projection.features()) {
                of.features.add(feature(view, feature, field));
                order.add(new String[] {projection.shownAs(), feature});
            }
        }
        return plan(wanted, order, fullNames, field);
    }

    /** {@code view@latest} is the view; {@code view@V2} is {@code view@v2}; any other name with an at sign is taken as it is. */
    private static String versioned(String name) {
        Matcher matcher = VERSIONED.matcher(name);
        if (!matcher.matches()) {
            return name;
        }
        return matcher.group(2) == null
                ? matcher.group(1)
                : matcher.group(1) + "@v" + Integer.valueOf(matcher.group(2));
    }

    private FeatureView view(String name, String field) {
        FeatureView view = catalogue.views().get(name);
        if (view != null) {
            return view;
        }
        String refused = catalogue.refused().get(name);
        if (refused != null) {
            throw Refused.invalid(field, "a feature view that is served", '"' + name + "\", " + refused);
        }
        throw Refused.invalid(
                field, "one of the feature views " + catalogue.views().keySet(), '"' + name + '"');
    }

    private static int feature(FeatureView view, String name, String field) {
        int at = view.indexOf(name);
        if (at < 0) {
            throw Refused.invalid(
                    field,
                    "a feature of " + view.name() + ": "
                            + view.features().stream().map(Feature::name).toList(),
                    '"' + name + '"');
        }
        return at;
    }

    private RetrievalPlan plan(Map<String, Wanted> wanted, List<String[]> order, boolean fullNames, String field) {
        if (order.isEmpty()) {
            throw Refused.invalid(field, "at least one feature", "none");
        }
        List<ReadPlan.Selection> selections = new ArrayList<>();
        List<String> shown = new ArrayList<>(wanted.keySet());
        for (Wanted view : wanted.values()) {
            selections.add(new ReadPlan.Selection(
                    view.view,
                    view.features.stream().mapToInt(Integer::intValue).toArray(),
                    view.view.joinKeys().stream()
                            .map(key -> view.joinKeyNames.getOrDefault(key.name(), key.name()))
                            .toList()));
        }
        checkKeys(selections, field);
        List<RetrievalPlan.Column> columns = new ArrayList<>();
        Map<String, String> taken = new HashMap<>();
        int[] next = new int[shown.size()];
        for (String[] one : order) {
            int at = shown.indexOf(one[0]);
            String name = fullNames ? one[0] + "__" + one[1] : one[1];
            String other = taken.put(name, one[0]);
            if (other != null) {
                throw Refused.invalid(
                        field,
                        fullNames ? "each feature once" : "names that differ, or full_feature_names",
                        one[1] + " of " + other + " and of " + one[0]);
            }
            FeatureView view = selections.get(at).view();
            columns.add(new RetrievalPlan.Column(name, at, next[at]++, view.name(), one[1]));
        }
        return new RetrievalPlan(features.plan(selections), columns, catalogue.joinKeyNames());
    }

    /** A column of a request has one type: views that disagree about it are not asked for together. */
    private static void checkKeys(List<ReadPlan.Selection> selections, String field) {
        Map<String, FeatureView> views = new HashMap<>();
        Map<String, ValueType> types = new HashMap<>();
        for (ReadPlan.Selection selection : selections) {
            for (int i = 0; i < selection.columns().size(); i++) {
                String column = selection.columns().get(i);
                ValueType type = selection.view().joinKeys().get(i).type();
                ValueType other = types.putIfAbsent(column, type);
                FeatureView first = views.putIfAbsent(column, selection.view());
                if (other != null && first != null && other != type) {
                    throw Refused.invalid(
                            field,
                            "views with one type of join key " + column,
                            other.label() + " in " + first.name() + ", " + type.label() + " in "
                                    + selection.view().name());
                }
            }
        }
    }
}
