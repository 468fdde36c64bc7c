"""python -m manifests [root]: checks the manifests and images of a working copy, the surrounding one if none is named. Exit code 0, 1 with problems."""
import sys
from pathlib import Path

from . import check, tools


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[3]
    if lacking := tools.missing():
        print(f"deploy/check: {' and '.join(lacking)} not found; kubectl 1.27 or newer and Go 1.26 are needed", file=sys.stderr)
        return 2
    result = check.run(root)
    print(*result.problems, sep="\n", end="\n" if result.problems else "")
    if result.problems:
        return 1
    print(f"deploy: {result.rendered} overlays and bases, {result.objects} objects: schemas, admission, settings, references; {result.dockerfiles} Dockerfiles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
