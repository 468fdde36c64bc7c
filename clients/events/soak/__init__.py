"""Soak test of the event fan-out: events through all bindings to all kinds of destinations, while the function, its store and its broker are killed. `features` has another."""
