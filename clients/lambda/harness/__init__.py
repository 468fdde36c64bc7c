"""Runs packages for AWS Lambda as Lambda runs them: its runtime API, its Java runtime interface client, its environment and its payloads."""
