"""The zoo for the tests. Needs neither onnx nor onnxruntime, which the second environment lacks."""
import json
import os
from dataclasses import dataclass
from pathlib import Path

import yaml

from .tensors import from_json


@dataclass(frozen=True)
class Case:
    """classes: labels by output, for ONNX outputs that are sequences of maps."""

    rows: int
    classes: dict
    inputs: dict
    outputs: dict


@dataclass(frozen=True, eq=False)
class Model:
    """alone: the model has no other version, so that requests need not name one. latest: the version that answers then."""

    name: str
    version: str
    manifest: dict
    cases: tuple
    alone: bool
    latest: bool

    def __str__(self):
        return self.name if self.alone else f"{self.name}-{self.version}"

    def case(self, rows):
        return next(case for case in self.cases if case.rows == rows)


def folder():
    """Reads the zoo that `python -m zoo` wrote to VOXGUARD_ZOO."""
    if "VOXGUARD_ZOO" not in os.environ:
        raise SystemExit("VOXGUARD_ZOO is to name a folder that `python -m zoo FOLDER` has written; ./check does both")
    return Path(os.environ["VOXGUARD_ZOO"])


def read():
    return [_read(file) for file in sorted((folder() / "cases").glob("*/*.jsonl"))]


def named(name, version="1"):
    return _read(folder() / "cases" / name / f"{version}.jsonl")


def _read(file):
    name, version = file.parent.name, file.stem
    manifest = yaml.safe_load((folder() / "models" / name / version / "manifest.yaml").read_text())
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    versions = sorted((other.stem for other in file.parent.iterdir()), key=int)
    return Model(name, version, manifest, tuple(map(_case, lines)), len(versions) == 1, version == versions[-1])


def _case(line):
    inputs, outputs = ({tensor["name"]: from_json(tensor) for tensor in line[side]} for side in ("inputs", "outputs"))
    return Case(line["rows"], line["classes"], inputs, outputs)
