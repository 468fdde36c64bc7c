"""Comparison of our service with its rivals on the same store, models and requests, alternating. `benchmarks/run --help`."""
