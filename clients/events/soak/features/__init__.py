"""Soak test of feature-update: call events by its bindings while its replicas are killed; the features must be those of an undisturbed run."""
