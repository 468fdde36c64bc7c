"""Writes the lines of JSON of a run as a table: report.py FILE."""

import json
import sys
from pathlib import Path


def rounded(value: float) -> str:
    digits = max(0, len(str(int(value))) - 3)
    return f"{round(value, -digits):,.0f}".replace(",", " ")


rows = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines() if line.startswith("{")]
print("|  |  | checks/s | P50 ms | P99 ms |\n| --- | --- | --- | --- | --- |")
for row in sorted(rows, key=lambda row: ["s", "2", "o"].index(row["shape"][0])):
    print(f"| {row['shape']} | {row['client']} | {rounded(row['checks_per_s'])} ({rounded(row['least'])}–{rounded(row['most'])}) "
          f"| {row['p50_us'] / 1000:.3g} | {row['p99_us'] / 1000:.3g} |")
