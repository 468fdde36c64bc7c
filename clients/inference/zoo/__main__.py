"""python -m zoo FOLDER: trains the models from one seed. FOLDER/models is then a repository of them with the project's models, views and
number ranges; FOLDER/cases has the expected answers."""
import shutil
import sys
from pathlib import Path

import numpy as np

from . import boosted, estimators, graphs, networks
from .repository import Repository

SEED = 20260302
OWN = Path(__file__).resolve().parents[3] / "models"


def main(folder):
    shutil.copytree(OWN, Path(folder) / "models", ignore=shutil.ignore_patterns("training", "*.md"))
    repository = Repository(Path(folder), np.random.default_rng(SEED + 1))
    for family in (estimators, boosted, networks, graphs):
        for model in family.models(np.random.default_rng(SEED)):
            repository.add(model)


if __name__ == "__main__":
    main(*sys.argv[1:])
