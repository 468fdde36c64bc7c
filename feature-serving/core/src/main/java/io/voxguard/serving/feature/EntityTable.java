package io.voxguard.serving.feature;

import io.voxguard.serving.call.Call;
import io.voxguard.serving.entity.CallParties;
import io.voxguard.serving.entity.EntityColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * The entities of a request.
 *
 * @param rows how many
 * @param columns their values, in the order of {@link ReadPlan#columns()}
 */
public record EntityTable(int rows, List<EntityColumn> columns) {
    /** The parties of calls, a row each. */
    public static EntityTable of(ReadPlan plan, List<Call> calls) {
        List<EntityColumn> columns = new ArrayList<>(plan.columns().size());
        for (int i = 0; i < plan.columns().size(); i++) {
            columns.add(CallParties.of(plan.key(i), calls));
        }
        return new EntityTable(calls.size(), columns);
    }

    /** The columns of a slice's join keys, in its view's order. */
    List<EntityColumn> of(ReadPlan.Slice slice) {
        if (slice.columns().length == 1) {
            return List.of(columns.get(slice.columns()[0]));
        }
        List<EntityColumn> some = new ArrayList<>(slice.columns().length);
        for (int column : slice.columns()) {
            some.add(columns.get(column));
        }
        return some;
    }
}
