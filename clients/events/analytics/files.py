import json
import os
import uuid
from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from .rows import SCHEMA


def write(folder, rows, unreadable, name=None):
    """
    Writes rows to `folder/day=YYYY-MM-DD/<name>.parquet`, by the days of their events, and what could not be read to `folder/unreadable/<name>.jsonl`. Files are
    complete when they appear under these names, and on disk when this returns. Returns their paths.
    """
    name = name or uuid.uuid4().hex
    days = defaultdict(list)
    for row in rows:
        days[row["time"].date()].append(row)
    written = [_place(Path(folder) / f"day={day}" / f"{name}.parquet", lambda path, found=found: parquet.write_table(
        pa.Table.from_pylist(found, SCHEMA), path, compression="zstd")) for day, found in sorted(days.items())]
    if unreadable:
        lines = "".join(json.dumps(item) + "\n" for item in unreadable)
        written.append(_place(Path(folder) / "unreadable" / f"{name}.jsonl", lambda path: path.write_text(lines)))
    return written


def _place(path, write_to):
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.tmp")  # readers of Parquet folders skip names that begin with a dot
    write_to(unfinished)
    _sync(unfinished)
    os.rename(unfinished, path)
    _sync(path.parent)
    _sync(path.parent.parent)
    return path


def _sync(path):
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
