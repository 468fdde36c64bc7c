"""Generates call records, computes features as of each call, trains the models and exports them with their golden vectors."""
