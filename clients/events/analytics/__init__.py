"""Writes detection events to Parquet files, partitioned by day."""
