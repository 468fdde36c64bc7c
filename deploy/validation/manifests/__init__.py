"""Checks of the manifests and images that no schema makes, and the tools that make the others."""
