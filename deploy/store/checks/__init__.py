"""Checks of the store's configuration on real servers."""
