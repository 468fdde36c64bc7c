"""Ours beside its rivals: the same store, models and requests, the servers taking turns. `benchmarks/run --help`."""
