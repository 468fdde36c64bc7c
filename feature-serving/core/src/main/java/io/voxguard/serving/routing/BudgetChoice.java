package io.voxguard.serving.routing;

import io.voxguard.serving.budget.Budget;

/** Chooses the time of a request once its model has been looked up. */
@FunctionalInterface
public interface BudgetChoice {
    /** @param scores whether the model scores calls; a plain one takes tensors */
    Budget of(boolean scores);
}
